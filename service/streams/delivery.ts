import type { Event } from '../events/event';

/** Delivers the events of one tenant to the receiver of one stream. */
export interface Delivery {
  /**
   * Delivers one event. Events are delivered one at a time: the next one follows only after this one was accepted.
   *
   * @param gone ends the delivery, because the service stops or another process delivers the stream.
   */
  deliver(event: Event, gone: AbortSignal): Promise<Answer>;
}

/** The outcome of delivering an event. */
export type Answer = Taken | Refused;

export interface Taken {
  readonly taken: true;

  /** HTTP status of the answer. */
  readonly status?: number;
}

export interface Refused {
  readonly taken: false;

  /** HTTP status of the answer. Undefined when there was no answer. */
  readonly status?: number;

  /** The reason in words, without any text that a person or the receiver wrote. */
  readonly reason: string;

  /** Whether the receiver wants no more events. */
  readonly end?: boolean;

  /** The pause that the receiver requests before the next attempt, in seconds. */
  readonly pause?: number;
}
