import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Tenant } from '../directory/tenant';
import type { Event } from '../events/event';
import type { EventPage, Feed } from '../events/feed';
import { ScimError } from '../scim/error';

import type { Answer, Delivery, Refused } from './delivery';
import { HeldPosition, type HeldPositions } from './held-position';
import type { Attempt, Failure, Positions } from './positions';
import type { SharedPages } from './shared-pages';
import type { Stream } from './stream';

/** One tenant, one stream, and the way in which the stream delivers the tenant's events. */
export interface Telling {
  readonly tenant: Tenant;
  readonly stream: Stream;
  readonly delivery: Delivery;
}

/** The dependencies of a turn. */
export interface TurnSources {
  readonly positions: HeldPositions & Pick<Positions, 'take'>;
  readonly feedOf: (tenant: Tenant) => Pick<Feed, 'after'>;
  readonly pages: Pick<SharedPages, 'after'>;

  /** Waits until the next step may begin. Steps are taking a lease, reading a page and delivering an event. */
  readonly step: () => Promise<void>;
  readonly now: () => Date;
  readonly random: () => number;

  /** Called after each attempt to deliver an event. */
  readonly onAttempt: (telling: Telling, attempt: Attempt) => void;

  /** Called after a failed attempt. */
  readonly onFailure: (telling: Telling, failure: Failure) => void;
}

/** The conditions under which a turn continues or ends early. */
export interface TurnLimits {
  /** Whether there may have been new events since the last call of this function. */
  readonly hasNews: () => boolean;

  /** Whether the turn should end, because other streams wait for the slot or the service stops. */
  readonly shouldYield: () => boolean;

  /** Aborts the current delivery. */
  readonly gone: AbortSignal;
}

/**
 * How a turn ended. `done`: there is nothing to deliver. `more`: there may be more events. `rests`: the next attempt is
 * made at `until`, or never if `until` is undefined.
 */
export type TurnEnd = { readonly kind: 'done' | 'more' } | { readonly kind: 'rests'; readonly until: Date | undefined };

/** Maximum number of events to read at a time. */
const EVENTS_AT_ONCE = 100;

/** Minimum time between two checks for new events. */
const LOOK_MS = 100;

/**
 * Delivers a tenant's events to the receiver of a stream, in order, until there are no more events or the turn's time
 * is up.
 */
export async function takeTurn(telling: Telling, sources: TurnSources, limits: TurnLimits): Promise<TurnEnd> {
  const { tenant, stream } = telling;
  const lease = { tenant: tenant.slug, stream: stream.name, holder: randomUUID() };
  await sources.step();
  const held = await sources.positions.take(lease);
  if (held === undefined) return { kind: 'done' }; // the process that holds the lease delivers them
  if ('notBefore' in held) return { kind: 'rests', until: held.notBefore };
  return new Turn(telling, sources, limits, new HeldPosition(sources.positions, lease, held)).tell();
}

/** A turn: for a limited time, this process holds the lease of a stream and delivers one tenant's events. */
class Turn {
  readonly #telling: Telling;
  readonly #sources: TurnSources;
  readonly #limits: TurnLimits;
  readonly #position: HeldPosition;

  constructor(telling: Telling, sources: TurnSources, limits: TurnLimits, position: HeldPosition) {
    this.#telling = telling;
    this.#sources = sources;
    this.#limits = limits;
    this.#position = position;
  }

  async tell(): Promise<TurnEnd> {
    for (;;) {
      const lookedAt = performance.now();
      this.#limits.hasNews(); // resets the flag, because all events so far are read now
      const page = await this.#read();
      if ('reason' in page) return this.#fail(page, undefined);
      const end = await this.#hand(page.events);
      if (end) return end;
      this.#position.skipTo(page.cursor);
      if (page.more) {
        const stopped = await this.#holdOn(undefined);
        if (stopped) return stopped;
        continue;
      }
      if (!this.#limits.hasNews() && (await this.#position.release())) return { kind: 'done' };
      await sleep(lookedAt + LOOK_MS - performance.now());
    }
  }

  /** Reads the next events. If the feed cannot continue from the cursor, returns a refusal. */
  async #read(): Promise<EventPage | Refused> {
    const { tenant, stream } = this.#telling;
    try {
      const { pages, feedOf } = this.#sources;
      const wanted = { types: stream.types, limit: EVENTS_AT_ONCE };
      return await pages.after(this.#position.cursor, wanted, (...given) => feedOf(tenant).after(...given));
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      return { taken: false, reason: `${error.message}; then replay the stream from now`, end: true };
    }
  }

  /** Delivers events one by one. Returns undefined when the receiver has accepted all of them. */
  async #hand(events: readonly Event[]): Promise<TurnEnd | undefined> {
    for (const event of events) {
      const happenedAt = new Date(event.at);
      await this.#sources.step();
      const stopped = await this.#holdOn(happenedAt);
      if (stopped) return stopped;
      const answer = await this.#attempt(event);
      if (!answer) return this.#handOver(happenedAt);
      if (!answer.taken) return this.#fail(answer, happenedAt);
      this.#position.accept(event.cursor);
    }
    return undefined;
  }

  /**
   * Stores the position at regular intervals, which also extends the lease. Returns undefined if the turn may continue.
   */
  async #holdOn(behindSince: Date | undefined): Promise<TurnEnd | undefined> {
    if (this.#limits.shouldYield()) return this.#handOver(behindSince);
    return (await this.#position.keep(behindSince)) ? undefined : { kind: 'done' };
  }

  /** Delivers one event. Returns undefined when the service stops before the receiver has answered. */
  async #attempt(event: Event): Promise<Answer | undefined> {
    const { delivery } = this.#telling;
    const at = this.#sources.now();
    const begun = performance.now();
    const answer = await delivery.deliver(event, this.#limits.gone).catch((error: unknown) => {
      if (this.#limits.gone.aborted) return undefined;
      throw error;
    });
    if (!answer) return undefined;
    const attempt: Attempt = {
      at,
      eventId: event.id,
      eventType: event.type,
      outcome: answer.taken ? 'taken' : answer.end ? 'ended' : 'failed',
      status: answer.status,
      ms: Math.round(performance.now() - begun),
      reason: answer.taken ? undefined : answer.reason,
    };
    this.#position.note(attempt);
    this.#sources.onAttempt(this.#telling, attempt);
    return answer;
  }

  async #fail(refused: Refused, behindSince: Date | undefined): Promise<TurnEnd> {
    const { now, random, onFailure } = this.#sources;
    const failure = await this.#position.fail(refused, behindSince, now(), random);
    onFailure(this.#telling, failure);
    const { pauseSeconds } = failure;
    const until = pauseSeconds === undefined ? undefined : new Date(now().getTime() + pauseSeconds * 1e3);
    return { kind: 'rests', until };
  }

  async #handOver(behindSince: Date | undefined): Promise<TurnEnd> {
    await this.#position.handOver(behindSince);
    return { kind: 'more' };
  }
}
