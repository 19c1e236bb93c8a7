import { AccessMap, apply, type Event } from '../../service/client';

import { type Lag, SESSION_LOST, type Way } from './lags';

/**
 * A product that uses events to learn who has access. It keeps a session for everybody who has access, and notes when
 * it got each event.
 */
export class Product {
  readonly people = new AccessMap();
  readonly #sessions = new Set<string>(); // ids of the users
  readonly #noted: { readonly name: string; readonly txn: string; readonly at: number }[] = [];
  #lastEventId: string | undefined;

  /** Id of the last event that the product got. Undefined when it got none. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** Applies an event, and notes it. */
  async take(event: Event): Promise<void> {
    await apply(event, this.people);
    this.note(event);
  }

  /** Notes an event that has already been applied to {@link people}. */
  note({ id: eventId, type, txn, resource: { id } }: Event): void {
    const at = performance.now();
    this.#lastEventId = eventId;
    this.#noted.push({ name: type, txn, at });
    if (this.people.get(id)?.active) this.#sessions.add(id);
    else if (this.#sessions.delete(id)) this.#noted.push({ name: SESSION_LOST, txn, at });
  }

  /**
   * @param way how the product gets the events.
   * @param sentAt when each request was sent, by the request's id. Events of other requests are left out.
   */
  lags(way: Way, sentAt: ReadonlyMap<string, number>): Lag[] {
    const byName = new Map<string, number[]>();
    for (const { name, txn, at } of this.#noted) {
      const sent = sentAt.get(txn);
      if (sent === undefined) continue; // the event belongs to a request of somebody else
      const milliseconds = byName.get(name);
      if (milliseconds) milliseconds.push(at - sent);
      else byName.set(name, [at - sent]);
    }
    return [...byName].map(([name, milliseconds]) => ({ name, way, milliseconds }));
  }
}
