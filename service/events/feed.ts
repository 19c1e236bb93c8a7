import type { Tenant } from '../directory/tenant';
import { ScimError } from '../scim/error';
import type { JsonObject } from '../scim/json';

import { decodeCursor, encodeCursor, type Place } from './cursor';
import type { Event } from './event';
import type { EventLog } from './event-log';
import type { EventType } from './event-type';
import { happeningsOf } from './happening';
import type { HistoryRow } from './history-row';
import { type Placed, type Shown, tell } from './tell';

/** Some events of a tenant, in order. */
export interface EventPage {
  readonly events: readonly Event[];

  /** Where to go on. */
  readonly cursor: string;

  /** Whether there is more to read at once. */
  readonly more: boolean;
}

/** Which events a reader wants. */
export interface Wanted {
  /** All types when undefined. */
  readonly types: ReadonlySet<EventType> | undefined;

  /** Most events of a page. */
  readonly limit: number;
}

/** Rows that are read at a time. */
const ROWS_AT_ONCE = 200;

/** Most rows that one page looks through for the events that its reader wants. */
const ROWS_MAX = 2_000;

/** The events of one tenant, from what the log says of changes. */
export class Feed {
  readonly #tenant: Tenant;
  readonly #log: EventLog;
  readonly #shown: Shown;

  constructor(tenant: Tenant, log: EventLog, shown: Shown) {
    this.#tenant = tenant;
    this.#log = log;
    this.#shown = shown;
  }

  /** A cursor after all that has happened so far. */
  async now(): Promise<string> {
    let numbering = await this.#log.numbering();
    while (numbering.isBehind) {
      await this.#log.number();
      numbering = await this.#log.numbering();
    }
    return this.#cursorAt(numbering.last + 1);
  }

  /** A cursor before the oldest event that is kept. */
  async oldest(): Promise<string> {
    const oldest = await this.#log.oldest();
    return oldest === undefined ? this.#cursorAt((await this.#log.numbering()).last + 1) : this.#cursorAt(oldest);
  }

  /**
   * The events after a cursor: none when there is no news.
   *
   * @throws {ScimError} 400 when the cursor is none of this feed, 410 when it is older than what is kept.
   */
  async after(cursor: string, { types, limit }: Wanted): Promise<EventPage> {
    let place = decodeCursor(this.#tenant.slug, cursor);
    const placed: Placed[] = [];
    let more = true;
    for (let looked = 0; more && looked < ROWS_MAX && placed.length < limit;) {
      const rows = await this.#rowsAt(place);
      looked += rows.length;
      more = rows.length === ROWS_AT_ONCE;
      for (const each of rows.flatMap((row) => eventsIn(row, place))) {
        if (placed.length === limit) {
          more = true;
          break;
        }
        if (!types || types.has(each.happening.type)) placed.push(each);
        place = each.next;
      }
      const last = rows.at(-1);
      // Rows without an event are passed too.
      if (placed.length < limit && last) place = { position: last.position + 1, told: 0 };
    }
    return { events: await this.#told(placed), cursor: encodeCursor(this.#tenant.slug, place), more };
  }

  /** The rows at a place, numbered if they are not yet. */
  async #rowsAt({ position, told }: Place): Promise<readonly HistoryRow[]> {
    const { last, isBehind } = await this.#log.numbering();
    if (isBehind && last < position + ROWS_AT_ONCE) await this.#log.number();
    else if (position > last + 1) throw gone('is ahead of the feed, which was restored from a backup');
    else if (position === last + 1 && told === 0) return [];

    const rows = await this.#log.rowsFrom(position, ROWS_AT_ONCE);
    const isWhole = rows.every((row, index) => row.position === position + index);
    if (!isWhole || (rows.length === 0 && position <= last)) throw gone('is older than the events that are kept');
    return rows;
  }

  /** Reads the resources that the events show: all at once, and each one once. */
  async #told(placed: readonly Placed[]): Promise<readonly Event[]> {
    const idsOf = (kind: 'Group' | 'User') => [
      ...new Set(
        placed.map(({ happening: { subject } }) => subject).flatMap(({ type, id }) => (type === kind ? id : [])),
      ),
    ];
    const [userIds, groupIds] = [idsOf('User'), idsOf('Group')];
    const [users, groups] = await Promise.all([
      userIds.length > 0 ? this.#log.users(userIds) : [],
      groupIds.length > 0 ? this.#log.groups(groupIds) : [],
    ]);
    const shown = new Map<string, JsonObject>([
      ...users.map((user) => [user.id, this.#shown.user(user, this.#tenant)] as const),
      ...groups.map((group) => [group.id, this.#shown.group(group, this.#tenant)] as const),
    ]);
    return placed.map((each) => tell(this.#tenant, each, shown.get(each.happening.subject.id)));
  }

  #cursorAt(position: number): string {
    return encodeCursor(this.#tenant.slug, { position, told: 0 });
  }
}

/** The events of a row that have not been told at a place. */
function eventsIn(row: HistoryRow, { position, told }: Place): readonly Placed[] {
  const happenings = happeningsOf(row);
  return happenings
    .map((happening, index) => {
      const isLast = index + 1 === happenings.length;
      const next = isLast ? { position: row.position + 1, told: 0 } : { position: row.position, told: index + 1 };
      return { row, index, next, happening };
    })
    .slice(row.position === position ? told : 0);
}

function gone(flaw: string): ScimError {
  return new ScimError(
    410,
    `the cursor ${flaw}; take a new one by from=now, read users and groups over SCIM, and go on from there`,
  );
}
