import type { Origin } from '../directory/store';
import type { EventType } from '../events/event-type';

/** A stream that tells of one tenant. */
export interface StreamKey {
  /** Slug of the tenant. */
  readonly tenant: string;

  /** Name of the stream. */
  readonly stream: string;
}

/** `paused` by an operator; `ended` by the receiver, or because it took nothing for three days. */
export type StreamState = 'active' | 'ended' | 'paused';

/** How far a receiver was told of a tenant. */
export interface StreamPosition extends StreamKey {
  /** After the last event that was taken, or passed over because the receiver does not want it. */
  readonly cursor: string;
  readonly state: StreamState;

  /** When it came into its state. */
  readonly since: Date;

  /** Attempts in a row that failed. */
  readonly failures: number;

  /** When the first of them was. */
  readonly failingSince: Date | undefined;

  /** Why the last attempt failed, in words, without anything that a person or the receiver wrote. */
  readonly lastError: string | undefined;

  /** When the oldest event happened that is known and was not taken. Undefined when none is known. */
  readonly behindSince: Date | undefined;

  /** When the next attempt is. Undefined while there is nothing to tell. */
  readonly dueAt: Date | undefined;
}

/** An attempt to deliver an event. What was sent is not kept. */
export interface Attempt {
  readonly at: Date;
  readonly eventId: string;
  readonly eventType: EventType;

  /** `ended`: the receiver wants no more. */
  readonly outcome: 'ended' | 'failed' | 'taken';

  /** Status of the answer over HTTP. Undefined when there was none. */
  readonly status: number | undefined;

  /** How long the receiver took. */
  readonly ms: number;

  /** Why it failed. */
  readonly reason: string | undefined;
}

/** How far a holder has come. */
export interface Progress {
  readonly cursor: string;
  readonly behindSince: Date | undefined;

  /** Attempts since the last time, for the log. */
  readonly attempts: readonly Attempt[];
}

/** What a holder found out that could not deliver an event. */
export interface Failure extends Progress {
  readonly failures: number;
  readonly reason: string;

  /** Seconds until the next attempt. Undefined to give up: the stream ends. */
  readonly pauseSeconds: number | undefined;
}

/** A lease on a position. It ends by itself, so that another process goes on when this one dies. */
export type Lease = StreamKey & {
  /** Of the one that holds it. */
  readonly holder: string;
};

/** How long a lease holds: longer than a delivery may take, several times over. */
export const LEASE_SECONDS = 60;

/** Which part of the log of a stream is asked for, the latest first. */
export interface AttemptsAsked {
  readonly count: number;
  readonly before: Date | undefined;
}

/** Where the positions of streams are kept. */
export interface Positions {
  /** Those of a tenant, also of streams that are no longer declared. */
  of(tenant: string): Promise<readonly StreamPosition[]>;

  /** Those of all tenants after one, by tenant and stream. */
  after(last: StreamKey | undefined, count: number): Promise<readonly StreamPosition[]>;

  /** Those of all tenants at which somebody has to go on now. */
  due(count: number): Promise<readonly StreamKey[]>;

  /** Begins a stream at a cursor, unless it has a position already. */
  begin(key: StreamKey, cursor: string): Promise<void>;

  /**
   * Takes a lease. When somebody else holds it, that one learns that there may be news.
   *
   * @returns undefined while somebody else holds it. After a failure, when it may be taken again; `notBefore` is undefined
   *   when it never may, unless an operator wants it to.
   */
  take(lease: Lease): Promise<StreamPosition | { readonly notBefore: Date | undefined } | undefined>;

  /** Stores how far the holder has come, and holds on. @returns false when the lease is lost, or the stream is not active. */
  save(lease: Lease, progress: Progress): Promise<boolean>;

  /**
   * Stores how far the holder has come, and gives the lease back.
   *
   * @returns false when there may be news: the holder has to look again, and holds on.
   */
  release(lease: Lease, progress: Progress): Promise<boolean>;

  /** Gives the lease back to whoever comes next, without having told everything: the process stops. */
  handOver(lease: Lease, progress: Progress): Promise<void>;

  /** Gives the lease back after a failure. */
  fail(lease: Lease, failure: Failure): Promise<void>;

  /**
   * Leaves a position alone for ten minutes that nobody has taken in a minute: this process does not know the stream, and
   * it seems that none does.
   */
  postpone(key: StreamKey): Promise<void>;

  /** Moves a receiver that fetches events: those before the cursor were acknowledged. */
  acknowledge(key: StreamKey, cursor: string): Promise<void>;

  /** The last attempts, the latest first. */
  attempts(key: StreamKey, asked: AttemptsAsked): Promise<readonly Attempt[]>;

  /**
   * Does what an operator asks for, and notes in history who did.
   *
   * @returns false when there is no such position, or it is in that state already.
   */
  control(key: StreamKey, control: Control, by: Origin): Promise<boolean>;
}

/** What an operator may do to a stream: `resume` goes on where it stopped, `replay` at a cursor, in whatever state it is. */
export type Control = { readonly action: 'pause' | 'resume' } | { readonly action: 'replay'; readonly cursor: string };
