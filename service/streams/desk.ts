import type { Origin } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import { decodeCursor } from '../events/cursor';
import type { Feed } from '../events/feed';

import { isUnattended, owedTo } from './owed';
import type { Attempt, PositionHealth, Positions, StreamKey, StreamPosition } from './positions';
import type { Stream, Streams } from './stream';

/** A stream of a tenant, as operators see it. */
export interface StreamStatus extends Omit<StreamPosition, 'acknowledged'> {
  /**
   * How events reach the receiver. Undefined if the registry no longer declares the stream, which is then not
   * delivered.
   */
  readonly delivery: Stream['delivery'] | undefined;
}

/** The state of a stream at a glance. */
export type StreamHealth = Pick<StreamStatus, 'delivery'> & PositionHealth;

/** The point in the tenant's events from which a stream continues. */
export type ReplayFrom = 'now' | 'oldest' | { readonly cursor: string } | { readonly since: Date };

/** The operations that operators use to inspect and control streams. */
export interface StreamDesk {
  /** Lists the streams of a tenant. */
  of(tenant: string): Promise<readonly StreamStatus[]>;

  /** Lists streams of all tenants, sorted by tenant and stream, beginning after `last`. */
  after(last: StreamKey | undefined, count: number): Promise<readonly StreamStatus[]>;

  /** Lists the most recent attempts to deliver events, latest first. */
  attempts(key: StreamKey, count: number): Promise<readonly Attempt[]>;

  /** Pauses a stream. @returns false when the stream is already paused. */
  pause(key: StreamKey, by: Origin): Promise<boolean>;

  /** Resumes a stream at the point where it stopped. @returns false when the stream is already active. */
  resume(key: StreamKey, by: Origin): Promise<boolean>;

  /**
   * Makes a stream continue at another point, whatever its current state. @throws {ScimError} 400 for a cursor that
   * belongs to another feed.
   */
  replay(key: StreamKey, from: ReplayFrom, by: Origin): Promise<boolean>;
}

/** The desk within the service. */
export interface ServiceDesk extends StreamDesk {
  /**
   * The state of every stream of every tenant, read with a single statement. Where no process delivers a stream, its lag
   * may be a minute old.
   */
  all(): Promise<readonly StreamHealth[]>;
}

/** Finds the feed of a tenant. Undefined when there is no such tenant. */
export type FindFeed = (slug: string) => Pick<Feed, 'after' | 'now' | 'oldest' | 'since'> | undefined;

/** Lets operators inspect and control streams, by reading and changing the stored positions of the streams. */
export class PositionDesk implements ServiceDesk {
  readonly #streams: Streams;
  readonly #positions: Positions;
  readonly #feedOf: FindFeed;

  constructor(streams: Streams, positions: Positions, feedOf: FindFeed) {
    this.#streams = streams;
    this.#positions = positions;
    this.#feedOf = feedOf;
  }

  of: StreamDesk['of'] = async (tenant) => this.#shown(await this.#positions.of(tenant));

  all: ServiceDesk['all'] = async () =>
    (await this.#positions.all()).map((position) => ({ ...position, delivery: this.#streamOf(position)?.delivery }));

  after: StreamDesk['after'] = async (last, count) => this.#shown(await this.#positions.after(last, count));

  attempts: StreamDesk['attempts'] = (key, count) => this.#positions.attempts(key, { count, before: undefined });

  pause: StreamDesk['pause'] = (key, by) => this.#positions.control(key, { action: 'pause' }, by);

  resume: StreamDesk['resume'] = (key, by) => this.#positions.control(key, { action: 'resume' }, by);

  replay: StreamDesk['replay'] = async (key, from, by) => {
    const feed = this.#feedOf(key.tenant);
    if (!feed) return false;
    const cursor = await cursorIn(feed, key.tenant, from);
    return this.#positions.control(key, { action: 'replay', cursor }, by);
  };

  #shown(positions: readonly StreamPosition[]): Promise<readonly StreamStatus[]> {
    return Promise.all(
      positions.map(async (position) => {
        const stream = this.#streamOf(position);
        const behindSince = position.behindSince ?? (await this.#lagNow(position, stream));
        return { ...position, behindSince, delivery: stream?.delivery };
      }),
    );
  }

  /** Undefined if the registry no longer declares the stream. */
  #streamOf({ tenant, stream }: StreamKey): Stream | undefined {
    return this.#streams.of({ slug: tenant }).find(({ name }) => name === stream);
  }

  /** The current lag of a stream that no process delivers. The stored lag of such a stream may be a minute old. */
  async #lagNow(position: StreamPosition, stream: Stream | undefined): Promise<Date | undefined> {
    const feed = this.#feedOf(position.tenant);
    if (!feed || !stream || !isUnattended(position, stream)) return undefined;
    return (await owedTo(position, stream, feed))?.since;
  }
}

async function cursorIn(
  feed: Pick<Feed, 'now' | 'oldest' | 'since'>,
  tenant: Tenant['slug'],
  from: ReplayFrom,
): Promise<string> {
  if (from === 'now') return feed.now();
  if (from === 'oldest') return feed.oldest();
  if ('since' in from) return feed.since(from.since);
  decodeCursor(tenant, from.cursor);
  return from.cursor;
}
