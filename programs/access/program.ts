import { type Caller, note } from '../../command-line/caller';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { USERS_MAX } from '../../service/admin/schemas';
import type { AccessPage } from '../../service/directory/history';
import { type Answers, openAnswers } from '../history/answers';
import { type Format, formatOption, printList } from '../history/format';
import { localTime, readAt } from '../history/time';

import { accessList, type TenantAccess } from './access-list';

interface Options {
  readonly all?: true;
  readonly at?: Date;
  readonly role?: string;
  readonly format: Format;
}

/** `entra-scim access`. */
export const access = program('entra-scim access', (command, caller) => {
  command
    .description(
      'Tells who has access: which account role, active or not, since when, by which request and token, and in which ' +
        'groups. Now, or as of a day as far as history reaches. Asks the admin API that ADMIN_URL names or, without it, the ' +
        'database of DATABASE_URL. ' +
        'Exit code 0: done; 2: the call or the environment cannot be used, or history does not reach back.',
    )
    .argument('[tenant]', 'slug of the tenant')
    .option('--all', 'all tenants: of the admin API, or of the registry in TENANTS_FILE')
    .option('--at <day>', 'as of the end of a day (2026-11-01), or of a date and time', (text) => readAt(text))
    .option('--role <value>', 'those who have this account role alone')
    .addOption(formatOption())
    .addHelpText(
      ...example(
        'entra-scim access contoso --role account_administrator',
        'entra-scim access contoso --at 2026-11-01 --format csv > review.csv',
      ),
    )
    .action((tenant: string | undefined, options: Options) => show(tenant, options, caller));
});

async function show(tenant: string | undefined, { all, at, role, format }: Options, caller: Caller): Promise<void> {
  if ((tenant === undefined) === (all === undefined)) throw new UsageError('name one tenant, or ask for --all of them');
  await using answers = await openAnswers(caller);
  const rows: TenantAccess[] = [];
  for (const slug of tenant === undefined ? await answers.tenants() : [tenant]) {
    for await (const user of accessOf(answers, slug, at)) if (role === undefined || user.role === role) rows.push(user);
  }
  if (rows.length > 0 || format !== 'table') printList(caller, format, accessList(rows));
  else
    note(
      caller,
      `nobody ${at ? `had access at ${localTime(at)}` : 'has access'}${role === undefined ? '' : ` as ${role}`}`,
    );
}

async function* accessOf({ history }: Answers, tenant: string, at: Date | undefined): AsyncGenerator<TenantAccess> {
  let after: AccessPage['next'];
  do {
    const page = await history.access(tenant, { count: USERS_MAX, after, at });
    for (const user of page.users) yield { tenant, ...user };
    after = page.next;
  } while (after !== undefined);
}
