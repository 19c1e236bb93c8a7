import type { Tenant } from '../directory/tenant';
import { ScimError } from '../scim/error';

import { decodeCursor, encodeCursor, fingerprintOf, type Place, placeAfter } from './cursor';
import type { Event } from './event';
import type { EventLog, Numbering } from './event-log';
import type { EventType } from './event-type';
import { happeningsOf } from './happening';
import type { HistoryRow } from './history-row';
import { readShown, type Show } from './shown';
import { type Placed, tell } from './tell';

/** A page of a tenant's events, in order. */
export interface EventPage {
  readonly events: readonly Event[];

  /** The cursor with which to read the next page. */
  readonly cursor: string;

  /** Whether the next page already has events. */
  readonly more: boolean;
}

/** The selection of events that a reader requests. */
export interface Wanted {
  /** The types of events to read. If undefined, events of all types are read. */
  readonly types: ReadonlySet<EventType> | undefined;

  /** Maximum number of events per page. */
  readonly limit: number;
}

/** Maximum number of rows to read at a time. */
const ROWS_AT_ONCE = 200;

/** Maximum total of rows and events to examine while filling one page. */
const LOOKED_AT_MAX = 5_000;

/** Approximate maximum size of a page, in bytes. A page with a single event may be larger. */
const PAGE_BYTES = 1024 * 1024;

/** Approximate size of an event without its resource, in bytes. */
const EVENT_BYTES = 512;

/** The events of one tenant, derived from the log of its changes. */
export class Feed {
  readonly #tenant: Tenant;
  readonly #log: EventLog;
  readonly #show: Show;

  constructor(tenant: Tenant, log: EventLog, show: Show) {
    this.#tenant = tenant;
    this.#log = log;
    this.#show = show;
  }

  /** Returns a cursor to the end of the feed, after all changes so far. */
  async now(): Promise<string> {
    let numbering: Numbering;
    // The loop ends as soon as all changes are numbered. A change that is made in the meantime but not numbered counts
    // as made after this call.
    do numbering = await this.#log.number('recent');
    while (numbering.isBehind);
    return this.#cursorAt(numbering.last + 1);
  }

  /** Returns a cursor to the beginning of the feed, before the oldest event that is kept. */
  async oldest(): Promise<string> {
    const { last } = await this.#log.number('oldest');
    return this.#cursorAt((await this.#log.oldest()) ?? last + 1);
  }

  /** Returns a cursor to the position before the first event that happened at `time` or later. */
  async since(time: Date): Promise<string> {
    let numbering: Numbering;
    do numbering = await this.#log.number('oldest');
    while (numbering.isBehind);
    return this.#cursorAt((await this.#log.since(time)) ?? numbering.last + 1);
  }

  /**
   * Returns the events after a cursor. The page is empty when there are no new events.
   *
   * @throws {ScimError} 400 when the cursor does not belong to this feed; 410 when the cursor is older than the oldest
   * event that is kept, or was issued before the database was restored from a backup.
   */
  async after(cursor: string, { types, limit }: Wanted): Promise<EventPage> {
    let place = decodeCursor(this.#tenant.slug, cursor);
    const placed: Placed[] = [];
    let more = true;
    for (let looked = 0; more && looked < LOOKED_AT_MAX && placed.length < limit;) {
      const { rows, hasMore } = await this.#rowsAt(place, types ? ROWS_AT_ONCE : limit - placed.length);
      more = hasMore;
      const events = rows.flatMap((row) => eventsIn(row, place));
      looked += rows.length + events.length;
      for (const each of events) {
        if (placed.length === limit) {
          more = true;
          break;
        }
        if (!types || types.has(each.happening.type)) placed.push(each);
        place = each.next;
      }
      const last = rows.at(-1);
      if (placed.length < limit && last) place = placeAfter(last); // also skips rows without an event
    }
    const events = await this.#told(placed);
    const cut = events.length < placed.length ? events.at(-1)?.cursor : undefined;
    return {
      events,
      cursor: cut ?? encodeCursor(this.#tenant.slug, place),
      more: more || cut !== undefined,
    };
  }

  /** Reads rows starting at a place, and finds out whether more rows follow. Numbers new rows first if necessary. */
  async #rowsAt(
    { position, told, last }: Place,
    count: number,
  ): Promise<{ readonly rows: readonly HistoryRow[]; readonly hasMore: boolean }> {
    const limit = Math.min(count, ROWS_AT_ONCE);
    let numbering = await this.#log.numbering();
    const passed = told > 0 ? position : position - 1;
    if (passed > numbering.last) throw restored();
    if (numbering.isBehind && numbering.last < position + limit) numbering = await this.#log.number();

    const { before, rows } = await this.#log.rowsFrom(position, limit);
    const known = told > 0 ? rows.find((row) => row.position === position) : before;
    if (known && last !== undefined && fingerprintOf(known) !== last) throw restored();
    const isWhole = rows.every((row, index) => row.position === position + index);
    if (!isWhole || (rows.length === 0 && position <= numbering.last))
      throw gone('is older than the events that are kept');
    return { rows, hasMore: numbering.isBehind || (rows.at(-1)?.position ?? passed) < numbering.last };
  }

  /** Builds as many events as fit on a page, with their resources. */
  async #told(placed: readonly Placed[]): Promise<readonly Event[]> {
    const subjects = placed.map(({ happening }) => happening.subject);
    const { resources, leftOut } = await readShown(this.#tenant, this.#log, this.#show, subjects, PAGE_BYTES);
    const events: Event[] = [];
    let bytes = 0;
    for (const each of placed) {
      const { id } = each.happening.subject;
      const resource = resources.get(id);
      bytes += EVENT_BYTES + (resource?.bytes ?? 0);
      if (leftOut.has(id) || (events.length > 0 && bytes > PAGE_BYTES)) break;
      events.push(tell(this.#tenant, each, resource?.json));
    }
    return events;
  }

  async #cursorAt(position: number): Promise<string> {
    const { before } = await this.#log.rowsFrom(position, 1);
    const place = before ? placeAfter(before) : { position, told: 0, last: undefined };
    return encodeCursor(this.#tenant.slug, place);
  }
}

/** Those events of a row that the reader has not received yet. */
function eventsIn(row: HistoryRow, { position, told }: Place): readonly Placed[] {
  const happenings = happeningsOf(row);
  return happenings
    .map((happening, index) => {
      const isLast = index + 1 === happenings.length;
      const next = isLast ? placeAfter(row) : { position: row.position, told: index + 1, last: fingerprintOf(row) };
      return { row, index, next, happening };
    })
    .slice(row.position === position ? told : 0);
}

function restored(): ScimError {
  return gone('is from before the database was restored from a backup');
}

function gone(flaw: string): ScimError {
  return new ScimError(
    410,
    `the cursor ${flaw}; get a new one with from=now, read users and groups over SCIM, and continue from there`,
  );
}
