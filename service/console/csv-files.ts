import type { Row } from './send-csv';
import type { Visit } from './visit';

/** Most entries of a file of activity or refusals: those of the last weeks, for a tenant that changes a lot. */
const ENTRIES_MAX = 100_000;

/** The access review: everybody, with role and groups. `day` of the query is the day at whose end it is looked at. */
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

/** Everything that was done, the latest first. */
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

/** Everything that was refused, with the remedy. */
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

/** The last instant of a day, or now for the present day. A text that is no day is left for the API to refuse. */
function endOf(day: string, now: Date): string | undefined {
  if (day === now.toISOString().slice(0, 10)) return undefined;
  return `${day}T23:59:59.999Z`;
}
