import type { Event } from '../events/event';

/** Delivers the events of one tenant to the receiver of one stream. */
export interface Delivery {
  /**
   * Delivers one event. The caller delivers the next event only after this one has been accepted.
   *
   * @param gone aborts the delivery when the service stops.
   */
  deliver(event: Event, gone: AbortSignal): Promise<Answer>;
}

/** The receiver's reaction to an event: it accepted the event or refused it. */
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

  /** The reason why the event was not accepted, in words. Contains nothing that a person or the receiver wrote. */
  readonly reason: string;

  /** Whether the receiver refuses all further events. */
  readonly end?: boolean;

  /** The pause that the receiver requests before the next attempt, in seconds. */
  readonly pause?: number;
}
