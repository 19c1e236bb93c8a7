import { randomUUID } from 'node:crypto';

import { Option } from 'commander';

import { type Caller, note, print } from '../../command-line/caller';
import { configFolder } from '../../command-line/config-folder';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { wholeNumber } from '../../command-line/whole-number';
import type { HistoryEntry } from '../../service/directory/history';

import { openAnswers } from './answers';
import { changeList } from './change-list';
import { entraLog } from './entra-log';
import { findResources } from './find-resource';
import { type Format, formatOption, printList } from './format';
import { latestOf } from './latest';
import { refusalList } from './refusal-list';
import { localTime, readSince } from './time';
import { about, timeline } from './timeline';

interface Options {
  readonly user?: string;
  readonly group?: string;
  readonly since?: Date;
  readonly refused?: true;
  readonly entra?: true;
  readonly limit: number;
  readonly format: Format;
}

/** `entra-scim history`. */
export const history = program('entra-scim history', (command, caller) => {
  const config = configFolder(caller);
  command
    .description(
      'Shows what was done to the users and groups of a tenant, in chronological order: what, when, by which request and token. ' +
        'Reads from the admin API at ADMIN_URL or, if that is not set, from the database at DATABASE_URL. Times are in the time zone TZ. ' +
        'Exit code 0: done; 2: the arguments or the environment are wrong.',
    )
    .argument('<tenant>', 'slug of the tenant')
    .addOption(new Option('--user <name|id>', 'a user, by current or former userName, or by id').conflicts('group'))
    .option('--group <name|id>', 'a group, by current or former displayName, or by id')
    .option('--since <time>', 'from this time on: 14:00, 2026-11-01, 2026-11-01T14:00, 90m, 2h or 3d', (text) =>
      readSince(text),
    )
    .addOption(
      new Option('--refused', 'show refused requests instead of changes, and what to do about them').conflicts([
        'user',
        'group',
      ]),
    )
    .addOption(
      new Option(
        '--entra',
        "add the entries of Entra's own provisioning log: who acted in Entra, and what failed (needs AuditLog.Read.All in Microsoft Graph)",
      ).conflicts('refused'),
    )
    .addOption(config.option())
    .option('--limit <n>', 'maximum number of entries, the latest ones', wholeNumber(1), 100)
    .addOption(formatOption())
    .addHelpText(
      ...example(
        'entra-scim history contoso --user ann@contoso.com --since 14:00',
        'entra-scim history contoso --user ann@contoso.com --entra',
        'entra-scim history contoso --refused --since 24h',
        'entra-scim history contoso --since 2026-11-01 --limit 10000 --format csv > november.csv',
        'entra-scim history forget contoso ann@contoso.com',
      ),
    )
    .action((tenant: string, options: Options) => show(tenant, options, config.path, caller));

  command
    .command('forget')
    .description(
      "Permanently removes a user's names and externalId from the tenant's history. What was done stays in history, under the id of the " +
        'user, together with an entry about the removal. Exit code 0: done; 2: there is no such user, or there are several.',
    )
    .argument('<tenant>', 'slug of the tenant')
    .argument('<user>', 'a current or former userName, or an id')
    .addHelpText(...example('entra-scim history forget contoso ann@contoso.com'))
    .action((tenant: string, user: string) => forget(tenant, user, caller));
});

async function show(tenant: string, options: Options, config: () => string, caller: Caller): Promise<void> {
  const { since, limit, format } = options;
  await using answers = await openAnswers(caller);
  if (options.refused) {
    const { items, hasMore } = await latestOf(limit, since, [(asked) => answers.history.refusals(tenant, asked)]);
    const extent = await extentOf(items.length, hasMore, `refused requests of '${tenant}'`);
    if (items.length > 0 || format !== 'table') printList(caller, format, refusalList(items, tenant));
    tell(extent);
    return;
  }
  const type = options.group === undefined ? 'User' : 'Group';
  const asked = options.user ?? options.group;
  const what = `changes of ${asked === undefined ? '' : `the ${type.toLowerCase()} '${asked}' of `}'${tenant}'`;
  const resources =
    asked === undefined
      ? [undefined]
      : (await findResources(answers.history, tenant, type, asked)).map(({ id }) => ({ type, id }) as const);
  const { items, hasMore } = await latestOf<HistoryEntry>(
    limit,
    since,
    resources.map((resource) => (page) => answers.history.changes(tenant, { ...page, resource })),
  );
  const extent = await extentOf(items.length, hasMore, what);
  if (options.entra) {
    const all = await entraLog(tenant, { since: since ?? items[0]?.at, limit }, config(), caller.env);
    const ids = resources.flatMap((resource) => resource?.id ?? []);
    const list = timeline(items, asked === undefined ? all : about(all, ids, asked));
    if (list.items.length > 0 || format !== 'table') printList(caller, format, list);
    if (all.length === limit)
      note(caller, `Entra's entries are from the latest ${limit} lines of its log; use --limit to read more`);
    tell(extent);
    return;
  }
  if (items.length > 0 || format !== 'table') printList(caller, format, changeList(items));
  tell(extent);

  /** What to say if nothing was found, or if there are more entries than the list shows. */
  async function extentOf(count: number, hasMore: boolean, what: string): Promise<string | undefined> {
    if (count > 0) return hasMore ? `these are the latest ${count}; use --limit to see more` : undefined;
    return `there are no ${what}${since ? ` since ${localTime(since)}` : ''}${await answers.checkSlug(tenant)}`;
  }

  function tell(extent: string | undefined): void {
    if (extent !== undefined) note(caller, extent);
  }
}

async function forget(tenant: string, user: string, caller: Caller): Promise<void> {
  await using answers = await openAnswers(caller);
  const found = await findResources(answers.history, tenant, 'User', user);
  const [person] = found;
  if (!person || found.length > 1) {
    const each = found.map(({ id, name }) => `\n    ${id}  ${name === undefined ? 'deleted' : `is '${name}' now`}`);
    throw new UsageError(
      `${found.length} users of '${tenant}' have or had the name '${user}'; give the id of the user to forget:${each.join('')}`,
    );
  }
  const { id, name } = person;
  const entries = await answers.history.forget(tenant, id, { requestId: randomUUID(), tokenId: BY_COMMAND });
  print(caller, `${id}: forgotten in ${entries} ${entries === 1 ? 'entry' : 'entries'} of the history of '${tenant}'`);
  if (name !== undefined) note(caller, `${id} still exists: later changes will name the user again`);
}

/**
 * The history records this string in place of a token's id when the command uses the database directly. When the
 * command uses the admin API, the service itself records who made the request.
 */
const BY_COMMAND = 'history-forget';
