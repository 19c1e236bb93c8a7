import type { Origin } from '../directory/store';
import type { EventType } from '../events/event-type';

/** Identifies a stream for one tenant. */
export interface StreamKey {
  /** Slug of the tenant. */
  readonly tenant: string;

  /** Name of the stream. */
  readonly stream: string;
}

/**
 * `paused` means by an operator; `ended` means by the receiver, or because the receiver accepted nothing for three
 * days.
 */
export type StreamState = 'active' | 'ended' | 'paused';

/** A receiver's place in the events of a tenant, and the state of the stream. */
export interface StreamPosition extends StreamKey {
  /** The place after the last event that was accepted, or skipped because the receiver does not want it. */
  readonly cursor: string;

  /** Ids of tokens that a polling receiver has acknowledged although it has not yet acknowledged an older token. */
  readonly acknowledged: readonly string[];
  readonly state: StreamState;

  /** When the stream entered its current state. */
  readonly since: Date;

  /** Number of failed attempts in a row. */
  readonly failures: number;

  /** Time of the first failed attempt since the last success. */
  readonly failingSince: Date | undefined;

  /** The reason why the last attempt failed, in words, without any text that a person or the receiver wrote. */
  readonly lastError: string | undefined;

  /** Time of the oldest known event that was not yet accepted. Undefined when there is none. */
  readonly behindSince: Date | undefined;

  /** Time of the next attempt. Undefined while there is nothing to deliver. */
  readonly dueAt: Date | undefined;
}

/**
 * An attempt to deliver an event: a request to the receiver, or a token that a polling receiver has acknowledged or
 * reported as wrong. The content of the event is not kept.
 */
export interface Attempt {
  readonly at: Date;
  readonly eventId: string;
  readonly eventType: EventType;

  /** `ended` means that the receiver wants no more events. */
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

/** The progress of the process that holds the lease. */
export interface Progress {
  readonly cursor: string;
  readonly behindSince: Date | undefined;

  /** Attempts since progress was last stored, for the log. */
  readonly attempts: readonly Attempt[];
}

/** What the holder of a lease stores after it could not deliver an event. */
export interface Failure extends Progress {
  readonly failures: number;
  readonly reason: string;

  /** Seconds until the next attempt. Undefined to give up: the stream ends. */
  readonly pauseSeconds: number | undefined;
}

/** A lease on a position. It expires, so that another process can continue if its holder dies. */
export type Lease = StreamKey & {
  /** Id of the process that holds the lease. */
  readonly holder: string;
};

/** Duration of a lease: several times longer than a delivery may take. */
export const LEASE_SECONDS = 60;

/** The requested part of a stream's log, latest attempt first. */
export interface AttemptsAsked {
  readonly count: number;
  readonly before: Date | undefined;
}

/** Storage for the positions of streams. */
export interface Positions {
  /** All positions of a tenant, including those of streams that the registry no longer declares. */
  of(tenant: string): Promise<readonly StreamPosition[]>;

  /** Positions of all tenants, sorted by tenant and stream, beginning after `last`. */
  after(last: StreamKey | undefined, count: number): Promise<readonly StreamPosition[]>;

  /** Streams of all tenants whose next attempt is due. */
  due(count: number): Promise<readonly StreamKey[]>;

  /** Begins a stream at a cursor, unless it has a position already. */
  begin(key: StreamKey, cursor: string): Promise<void>;

  /**
   * Takes a lease. If another process holds the lease, tells that process that there may be new events.
   *
   * @returns the position, if the lease was taken; undefined while another process holds the lease. After a failure,
   * `notBefore` is the time of the next attempt. If `notBefore` is undefined, the stream is not active, and only an
   * operator can resume it.
   */
  take(lease: Lease): Promise<StreamPosition | { readonly notBefore: Date | undefined } | undefined>;

  /** Stores the progress and keeps the lease. @returns false when the lease is lost, or the stream is not active. */
  save(lease: Lease, progress: Progress): Promise<boolean>;

  /**
   * Stores the progress and returns the lease.
   *
   * @returns false when there may be new events. The holder then keeps the lease and must check for events again.
   */
  release(lease: Lease, progress: Progress): Promise<boolean>;

  /** Stores the progress and returns the lease before all events are delivered, because the process stops. */
  handOver(lease: Lease, progress: Progress): Promise<void>;

  /** Stores a failure and returns the lease. */
  fail(lease: Lease, failure: Failure): Promise<void>;

  /**
   * Postpones a position by ten minutes if it has been due for at least a minute. This process does not know the
   * stream, and probably no other process does either.
   */
  postpone(key: StreamKey): Promise<void>;

  /**
   * Moves a polling receiver forward.
   *
   * @param from the position that was read. Nothing changes if the receiver has moved since then.
   * @param attempts what the receiver did with the tokens, for the log.
   * @returns whether the receiver was moved.
   */
  acknowledge(key: StreamKey, from: Acknowledged, to: Acknowledged, attempts?: readonly Attempt[]): Promise<boolean>;

  /** The latest attempts, latest first. */
  attempts(key: StreamKey, asked: AttemptsAsked): Promise<readonly Attempt[]>;

  /**
   * Does what an operator requests, and adds an entry to history that shows who requested it.
   *
   * @returns false when there is no such position, or when the stream is already in the requested state.
   */
  control(key: StreamKey, control: Control, by: Origin): Promise<boolean>;
}

/**
 * What an operator may do to a stream: `resume` continues where it stopped, and `replay` continues at a cursor,
 * whatever the stream's state is.
 */
export type Control = { readonly action: 'pause' | 'resume' } | { readonly action: 'replay'; readonly cursor: string };
