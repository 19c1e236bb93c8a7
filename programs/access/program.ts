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
      'Lists the users who have access: account role, active or not, since when, by which request and token, and ' +
        'groups. Shows the current state, or that of an earlier day, as far as history reaches back. Reads from the admin API at ADMIN_URL or, if that is not set, from the ' +
        'database at DATABASE_URL. ' +
        'Exit code 0: done; 2: the arguments or the environment are wrong, or history does not reach back that far.',
    )
    .argument('[tenant]', 'slug of the tenant')
    .option(
      '--all',
      'all tenants: those that the admin API lists or, without it, those in the registry at TENANTS_FILE',
    )
    .option('--at <day>', 'the state at the end of a day (2026-11-01), or at a date and time', (text) => readAt(text))
    .option('--role <value>', 'only users with this account role, assigned or as the default role of the tenant')
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
  if ((tenant === undefined) === (all === undefined))
    throw new UsageError('name one tenant, or use --all for all tenants');
  await using answers = await openAnswers(caller);
  const rows: TenantAccess[] = [];
  const roles = new Set<string>();
  for (const slug of tenant === undefined ? await answers.tenants() : [tenant]) {
    for await (const user of accessOf(answers, slug, at)) {
      const inEffect = user.role ?? user.defaultRole;
      if (inEffect !== null) roles.add(inEffect);
      if (role === undefined || inEffect === role) rows.push(user);
    }
  }
  const unsure = rows.length > 0 || roles.size > 0 || tenant === undefined ? '' : await answers.checkSlug(tenant);
  if (rows.length > 0 || format !== 'table') printList(caller, format, accessList(rows));
  if (rows.length === 0) note(caller, `${nobody(at, role, [...roles].sort())}${unsure}`);
}

/** What to say about an empty list. The roles that somebody has show whether the role was misspelled. */
function nobody(at: Date | undefined, role: string | undefined, roles: readonly string[]): string {
  const has = at ? `had access at ${localTime(at)}` : 'has access';
  if (role === undefined) return `nobody ${has}`;
  return `nobody ${has} as ${role}; roles that somebody has: ${roles.join(', ') || 'none'}`;
}

async function* accessOf(answers: Answers, tenant: string, at: Date | undefined): AsyncGenerator<TenantAccess> {
  const complete = await answers.completionFor(tenant);
  let after: AccessPage['next'];
  do {
    const page = await answers.history.access(tenant, { count: USERS_MAX, after, at });
    for (const user of page.users) yield { tenant, ...complete(user) };
    after = page.next;
  } while (after !== undefined);
}
