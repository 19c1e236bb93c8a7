import { type AccessTable, accessOf, type ScimResource } from './access';
import { type Event, type EventPage, follow } from './event-feed';
import { type Endpoint, Refused, request } from './request';

/** Number of users per page while reading all users. */
const PAGE = 100;

export interface MirrorOptions {
  /**
   * The cursor that the last run saved. If undefined, all users are read first. This is necessary after each start if
   * the table is in memory.
   */
  readonly cursor?: string | undefined;

  /** Called with a cursor as soon as all earlier events are in the table. Store the cursor together with the table. */
  readonly save?: (cursor: string) => Promise<void> | void;

  /**
   * Called after each event, for example to end a session. After a restart, it may be called a second time for the same
   * event.
   */
  readonly onEvent?: (event: Event) => Promise<void> | void;

  /**
   * Called after all users have been read again. Missed changes cause no events, so check everything that depends on
   * the table.
   */
  readonly onReconciled?: () => Promise<void> | void;
  readonly signal?: AbortSignal;
}

/**
 * Keeps a table up to date with the directory of a tenant, until `signal` aborts.
 *
 * @throws {Refused} when the service refuses the token or the URL.
 */
export async function mirror(endpoint: Endpoint, table: AccessTable, options: MirrorOptions): Promise<void> {
  const { save, signal } = options;
  let cursor = options.cursor;
  while (!signal?.aborted) {
    try {
      cursor ??= await reconcile(endpoint, table, options);
      if (cursor === undefined) return;
      for await (const page of follow(endpoint, { cursor, signal })) {
        for (const event of page.events) {
          await apply(event, table);
          await options.onEvent?.(event);
        }
        await save?.(page.cursor);
      }
    } catch (error) {
      if (!(error instanceof Refused && error.status === 410)) throw error;
      cursor = undefined; // the feed no longer reaches back to it
    }
  }
}

/**
 * Applies an event to a table. Applying the same event twice is harmless, because the last event determines the result.
 */
export async function apply({ type, resource, exists }: Event, table: AccessTable): Promise<void> {
  if (type.startsWith('user.')) await (exists ? table.put(accessOf(resource)) : table.remove(resource.id));
  else if (type === 'group.renamed' && exists) await table.renameGroup(resource.id, resource.displayName ?? '');
}

/**
 * Reads all users. Requests the cursor first, so that changes made while the users are being read arrive as events
 * afterwards.
 *
 * @returns the cursor to continue with. Undefined when `signal` aborts.
 */
async function reconcile(
  endpoint: Endpoint,
  table: AccessTable,
  { save, onReconciled, signal }: MirrorOptions,
): Promise<string | undefined> {
  const start = await request<EventPage>(endpoint, '/events?from=now', signal);
  if (!start) return undefined;
  const ids = new Set<string>();
  for (let next: string | undefined = ''; next !== undefined;) {
    const path: string = `/Users?count=${PAGE}&cursor=${encodeURIComponent(next)}`;
    const page: UserPage | undefined = await request(endpoint, path, signal);
    if (!page) return undefined;
    for (const user of page.Resources ?? []) {
      ids.add(user.id);
      await table.put(accessOf(user));
    }
    next = page.nextCursor;
  }
  await table.keepOnly(ids);
  await save?.(start.cursor);
  await onReconciled?.();
  return start.cursor;
}

interface UserPage {
  readonly Resources?: readonly ScimResource[];
  readonly nextCursor?: string;
}
