import type { Origin } from '../directory/store';
import type { EventType } from '../events/event-type';

/** Identifies a stream and the tenant whose events it delivers. */
export interface StreamKey {
  /** Slug of the tenant. */
  readonly tenant: string;

  /** Name of the stream. */
  readonly stream: string;
}

/**
 * `paused`: an operator paused the stream. `ended`: the receiver ended the stream, or accepted nothing for three days.
 */
export type StreamState = 'active' | 'ended' | 'paused';

/** How far a receiver has progressed through a tenant's events, and the state of its stream. */
export interface StreamPosition extends StreamKey {
  /** The position after the last event that the receiver accepted, or that was skipped because of its type. */
  readonly cursor: string;

  /** Ids of acknowledged tokens that come after an unacknowledged token. Empty unless the receiver polls. */
  readonly acknowledged: readonly string[];
  readonly state: StreamState;

  /** When the stream entered its current state. */
  readonly since: Date;

  /** Number of failed attempts in a row. */
  readonly failures: number;

  /** Time of the first failed attempt since the last success. */
  readonly failingSince: Date | undefined;

  /** The reason why the last attempt failed, in words. Contains nothing that a person or the receiver wrote. */
  readonly lastError: string | undefined;

  /** Time of the oldest known event that the receiver has not accepted yet. Undefined when there is no such event. */
  readonly behindSince: Date | undefined;

  /** Time of the next delivery attempt. Undefined while there is nothing to deliver. */
  readonly dueAt: Date | undefined;
}

/** Whether a stream works, and since when its receiver lacks events. */
export type PositionHealth = Pick<StreamPosition, 'behindSince' | 'failures' | 'state' | 'stream' | 'tenant'>;

/**
 * An attempt to deliver an event: a request to the receiver, or a token that a polling receiver has acknowledged or
 * reported as an error. The content of the event is not kept.
 */
export interface Attempt {
  readonly at: Date;
  readonly eventId: string;
  readonly eventType: EventType;

  /** `taken`: the receiver accepted the event. `ended`: it refuses all further events. */
  readonly outcome: 'ended' | 'failed' | 'taken';

  /** HTTP status of the answer. Undefined when there was no answer, and for a receiver that polls. */
  readonly status: number | undefined;

  /** Time that the receiver took, in milliseconds. Undefined for a receiver that polls. */
  readonly ms: number | undefined;

  /** The reason for the failure. */
  readonly reason: string | undefined;
}

/** The progress of a receiver that polls. */
export type Acknowledged = Pick<StreamPosition, 'acknowledged' | 'behindSince' | 'cursor'>;

/** The progress of a stream, as stored by the process that delivers it. */
export interface Progress {
  readonly cursor: string;
  readonly behindSince: Date | undefined;

  /** Attempts since the progress was last stored. They are added to the stream's log. */
  readonly attempts: readonly Attempt[];
}

/** The failed attempts since a receiver last accepted an event. */
export type Failing = Pick<StreamPosition, 'failingSince' | 'failures'>;

/** The state of a stream after a failed delivery, as stored by the process that delivers it. */
export interface Failure extends Progress, Failing {
  readonly reason: string;

  /** Seconds until the next attempt. If undefined, the stream ends. */
  readonly pauseSeconds: number | undefined;
}

/**
 * A process's exclusive right to deliver a stream. It expires, so that another process can continue if this one dies.
 */
export type Lease = StreamKey & {
  /** Id of the process that holds the lease. */
  readonly holder: string;
};

/** Duration of a lease: several times longer than the delivery of one event may take. */
export const LEASE_SECONDS = 60;

/** The part of a stream's log to read. The latest attempt comes first. */
export interface AttemptsAsked {
  readonly count: number;
  readonly before: Date | undefined;
}

/** Storage for the positions of streams. */
export interface Positions {
  /** Lists all positions of a tenant, including those of streams that the registry no longer declares. */
  of(tenant: string): Promise<readonly StreamPosition[]>;

  /** Reads the state of every stream of every tenant with a single statement, in no particular order. */
  all(): Promise<readonly PositionHealth[]>;

  /** Lists positions of all tenants, sorted by tenant and stream, beginning after `last`. */
  after(last: StreamKey | undefined, count: number): Promise<readonly StreamPosition[]>;

  /** Lists the streams whose next attempt is due, for all tenants together. */
  due(count: number): Promise<readonly StreamKey[]>;

  /** Stores a cursor as the start of a stream, unless the stream already has a position. */
  begin(key: StreamKey, cursor: string): Promise<void>;

  /**
   * Takes a lease. If another process holds the lease, tells that process that there may be new events.
   *
   * @returns the position if this process now holds the lease, and undefined if another process holds it or the stream
   * has not begun. If the stream must not be delivered yet because a delivery failed, `notBefore` is the time of the next
   * attempt. If `notBefore` is undefined, the stream is not active, and only an operator can resume it.
   */
  take(lease: Lease): Promise<StreamPosition | { readonly notBefore: Date | undefined } | undefined>;

  /**
   * Stores the progress and keeps the lease. @returns false when the lease was lost or the stream is no longer active.
   */
  save(lease: Lease, progress: Progress): Promise<boolean>;

  /**
   * Stores the progress and gives up the lease.
   *
   * @returns false when there may be new events. The process then keeps the lease and must look for events again.
   */
  release(lease: Lease, progress: Progress): Promise<boolean>;

  /**
   * Stores the progress and gives up the lease before all events are delivered, for example because the process stops.
   */
  handOver(lease: Lease, progress: Failing & Progress): Promise<void>;

  /** Stores a failure and gives up the lease. */
  fail(lease: Lease, failure: Failure): Promise<void>;

  /**
   * Postpones a stream by ten minutes if it has been due for at least a minute. Used for a stream that this process
   * does not know, and that probably no other process knows either.
   */
  postpone(key: StreamKey): Promise<void>;

  /**
   * Moves the position of a polling receiver forward.
   *
   * @param from the position that was read. If the stored position has changed since then, nothing happens.
   * @param attempts what the receiver did with the tokens, for the log.
   * @returns whether the position was moved.
   */
  acknowledge(key: StreamKey, from: Acknowledged, to: Acknowledged, attempts?: readonly Attempt[]): Promise<boolean>;

  /** Lists attempts to deliver events, latest first. */
  attempts(key: StreamKey, asked: AttemptsAsked): Promise<readonly Attempt[]>;

  /**
   * Carries out an operator's request, and adds an entry to the history that shows who made the request.
   *
   * @returns false when there is no such position, or when the stream is already in the requested state.
   */
  control(key: StreamKey, control: Control, by: Origin): Promise<boolean>;
}

/**
 * An operator's action on a stream: `pause` stops it, `resume` continues where it stopped, and `replay` continues at a
 * cursor, whatever the stream's state.
 */
export type Control = { readonly action: 'pause' | 'resume' } | { readonly action: 'replay'; readonly cursor: string };
