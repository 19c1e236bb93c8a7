import type { Tenant } from '../directory/tenant';
import type { Acknowledged, Attempt, Positions, StreamKey, StreamPosition } from '../streams/positions';
import type { PollStream } from '../streams/stream';

import { pendingSets, type ReadFeed, type Step } from './pending-sets';
import type { Claims, Parties } from './set-of-event';

/** Tokens that a receiver has not acknowledged, oldest first. */
export interface Pending {
  readonly sets: readonly Claims[];

  /** Whether there are further tokens. */
  readonly more: boolean;

  /** The cursor after the last event that was read. */
  readonly cursor: string;
}

/**
 * Maximum number of attempts to move the position of a receiver. An attempt fails if another request has moved the
 * position in the meantime.
 */
const MOVES_MAX = 5;

/** The stored positions of receivers. */
export type PollPositions = Pick<Positions, 'acknowledge' | 'begin' | 'of'>;

/** Lets one receiver poll for the tokens of one tenant. */
export class Poll {
  readonly #key: StreamKey;
  readonly #stream: PollStream;
  readonly #parties: Parties;
  readonly #positions: PollPositions;
  readonly #readFeed: ReadFeed;

  constructor(tenant: Tenant, stream: PollStream, issuer: string, positions: PollPositions, readFeed: ReadFeed) {
    this.#key = { tenant: tenant.slug, stream: stream.name };
    this.#stream = stream;
    this.#parties = { issuer, audience: stream.audience, stream: stream.name, content: stream.content };
    this.#positions = positions;
    this.#readFeed = readFeed;
  }

  /**
   * Returns the position of the receiver. A stream begins with the receiver's first poll. Earlier changes are not
   * delivered, so the receiver has to read them over SCIM.
   */
  async position(): Promise<StreamPosition> {
    for (;;) {
      const known = (await this.#positions.of(this.#key.tenant)).find(({ stream }) => stream === this.#key.stream);
      if (known) return known;
      const now = await this.#readFeed((feed) => feed.now());
      await this.#positions.begin(this.#key, now);
    }
  }

  /**
   * Records that the receiver has processed some tokens, in any order, and logs each of them. The position moves to the
   * oldest token that the receiver has not processed. Ids of tokens that the receiver did not get, or has already
   * processed, are ignored.
   *
   * @param processed maps the `jti` of each token to the reason why the receiver cannot use the token, or to undefined
   * if it can.
   */
  async acknowledge(processed: ReadonlyMap<string, string | undefined>, at: Date): Promise<void> {
    for (let moves = 0; moves < MOVES_MAX; moves++) {
      const from = await this.position();
      const { to, attempts } = await this.#after(from, processed, at);
      if (await this.#positions.acknowledge(this.#key, from, to, attempts)) return;
    }
  }

  /** Returns the oldest tokens that the receiver has not acknowledged. */
  async pending(count: number): Promise<Pending> {
    const position = await this.position();
    const acknowledged = new Set(position.acknowledged);
    const sets: Claims[] = [];
    let { cursor } = position;
    for await (const step of this.#steps(cursor)) {
      const owed = step.sets.filter(({ jti }) => !acknowledged.has(jti));
      const room = count - sets.length;
      sets.push(...owed.slice(0, room));
      if (owed.length > room) return { sets, more: true, cursor };
      ({ cursor } = step);
    }
    const isIdle = sets.length === 0 && acknowledged.size === 0;
    if (isIdle && cursor !== position.cursor) {
      // Moves the position past events that the receiver did not request.
      await this.#positions.acknowledge(this.#key, position, { ...position, cursor, behindSince: undefined });
    }
    return { sets, more: false, cursor };
  }

  async #after(
    from: StreamPosition,
    processed: ReadonlyMap<string, string | undefined>,
    at: Date,
  ): Promise<{ readonly to: Acknowledged; readonly attempts: readonly Attempt[] }> {
    const before = new Set(from.acknowledged);
    const dealtWith = new Set([...before, ...processed.keys()]);
    const acknowledged: string[] = [];
    const attempts: Attempt[] = [];
    let { cursor } = from;
    let owed: Claims | undefined;
    for await (const step of this.#steps(cursor)) {
      const left = step.sets.filter(({ jti }) => !dealtWith.has(jti));
      owed ??= left[0];
      const now = step.sets.filter(({ jti }) => dealtWith.has(jti) && !before.has(jti));
      attempts.push(...now.map(({ jti }) => attemptOf(step, processed.get(jti), at)));
      for (const { jti } of step.sets) if (dealtWith.delete(jti) && owed) acknowledged.push(jti);
      if (!owed) ({ cursor } = step);
      if (owed && dealtWith.size === 0) break;
    }
    return { to: { cursor, acknowledged, behindSince: owed && new Date(owed.toe * 1e3) }, attempts };
  }

  #steps(cursor: string): ReturnType<typeof pendingSets> {
    return pendingSets(this.#readFeed, cursor, this.#stream.types, this.#parties);
  }
}

function attemptOf({ event }: Step, reason: string | undefined, at: Date): Attempt {
  if (!event) throw new Error('a step with tokens has an event');
  const outcome = reason === undefined ? 'taken' : 'failed';
  return { at, eventId: event.id, eventType: event.type, outcome, reason, status: undefined, ms: undefined };
}
