import type { Row } from './send-csv';
import type { Visit } from './visit';

/**
 * Maximum number of entries in a file of activity or refusals. For a tenant with many changes, this covers a few weeks.
 */
const ENTRIES_MAX = 100_000;

/**
 * The access review: every user with role and groups. It shows the end of the query's `day` or, without a `day`, the
 * present.
 */
export async function* accessRows({ ask, path, query: { day }, now }: Visit): AsyncGenerator<Row> {
  const { tenant = '' } = path;
  const at = day === undefined || day === '' ? undefined : endOf(day, now);
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask('listAccess', { tenant, at, cursor, count: '500' });
    for (const { id, userName, externalId, role, active, since, tokenId, requestId, groups } of page.items) {
      yield {
        tenant,
        userName: userName ?? '',
        id,
        externalId: externalId ?? '',
        role: role ?? '',
        active: String(active),
        since: since ?? '',
        tokenId: tokenId ?? '',
        requestId: requestId ?? '',
        groups: groups.map(({ name }) => name).join('; '),
      };
    }
    cursor = page.next;
  }
}

/** All changes, latest first. */
export async function* activityRows({ ask, path }: Visit): AsyncGenerator<Row> {
  const { tenant = '' } = path;
  let written = 0;
  for (let cursor: string | null | undefined; cursor !== null && written < ENTRIES_MAX;) {
    const page = await ask('listChanges', { tenant, cursor, count: '100' });
    for (const { at, type, id, name, action, changes, attributes, tokenId, requestId } of page.items) {
      yield {
        at,
        type,
        id,
        name: name ?? '',
        action,
        changes: Object.keys(changes).length === 0 ? '' : JSON.stringify(changes),
        attributes: attributes.join(' '),
        tokenId,
        requestId,
      };
    }
    written += page.items.length;
    cursor = page.next;
  }
}

/** All refused requests, with the remedy. */
export async function* refusedRows({ ask, path }: Visit): AsyncGenerator<Row> {
  const { tenant = '' } = path;
  let written = 0;
  for (let cursor: string | null | undefined; cursor !== null && written < ENTRIES_MAX;) {
    const page = await ask('listRefusals', { tenant, cursor, count: '100' });
    for (const { at, route, status, scimType, detail, remedy, resourceId, tokenId, requestId } of page.items) {
      yield {
        at,
        route,
        status: String(status),
        scimType: scimType ?? '',
        detail,
        remedy,
        resourceId: resourceId ?? '',
        tokenId: tokenId ?? '',
        requestId,
      };
    }
    written += page.items.length;
    cursor = page.next;
  }
}

/**
 * The last instant of a day; undefined for today, which means now. The API refuses the result if `day` is not a date.
 */
function endOf(day: string, now: Date): string | undefined {
  if (day === now.toISOString().slice(0, 10)) return undefined;
  return `${day}T23:59:59.999Z`;
}
