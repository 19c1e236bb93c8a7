import type { Event } from '../events/event';

/** Hands the events of one tenant to the receiver of one stream. */
export interface Delivery {
  /**
   * Hands over one event. It is called for one event after the other: for the next one only when this one was taken.
   *
   * @param gone ends it: the service stops, or somebody else delivers the stream.
   */
  deliver(event: Event, gone: AbortSignal): Promise<Answer>;
}

/** What a receiver made of an event. */
export type Answer = Taken | Refused;

export interface Taken {
  readonly taken: true;

  /** Status of the answer over HTTP. */
  readonly status?: number;
}

export interface Refused {
  readonly taken: false;

  /** Status of the answer over HTTP. Undefined when there was none. */
  readonly status?: number;

  /** Why, in words, without anything that a person or the receiver wrote. */
  readonly reason: string;

  /** Whether the receiver wants no more events. */
  readonly end?: boolean;

  /** Seconds for which the receiver wants to be left alone. */
  readonly pause?: number;
}
