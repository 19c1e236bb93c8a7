import { AccessMap, apply, applySet, type Endpoint, type Event, type SecurityEvent } from '../../service/client';

import { type Lag, SESSION_LOST, type Way } from './lags';

/**
 * A product that uses events to learn who has access. It keeps a session for everybody who has access, and notes when
 * it got each event.
 */
export class Product {
  readonly people = new AccessMap();
  readonly #sessions = new Set<string>(); // ids of the users
  readonly #noted: { readonly name: string; readonly txn: string; readonly at: number }[] = [];
  readonly #known = new Set<string>(); // ids of the events or tokens
  #tokens = 0;

  /**
   * Number of different security event tokens that the product got. An event counts as many tokens as there are for it:
   * two if a user joined or left a group, and otherwise one.
   */
  get tokens(): number {
    return this.#tokens;
  }

  /** Applies an event, and notes it. */
  async take(event: Event): Promise<void> {
    await apply(event, this.people);
    this.note(event);
  }

  /** Notes an event that has already been applied to {@link people}. */
  note({ id: eventId, type, txn, resource: { id } }: Event): void {
    if (this.#known.has(eventId)) return;
    this.#known.add(eventId);
    this.#tokens += type === 'user.joined_group' || type === 'user.left_group' ? 2 : 1;
    this.#noted.push({ name: type, txn, at: performance.now() });
    this.#endSession(id, txn);
  }

  /** Applies a security event token, and notes whether somebody lost the session. @param endpoint the token's tenant. */
  async takeSet(set: SecurityEvent, endpoint: Endpoint): Promise<void> {
    if (this.#known.has(set.jti)) return;
    await applySet(set, this.people, endpoint);
    this.#known.add(set.jti);
    this.#tokens++;
    this.#endSession(set.sub_id.uri.replace('/Users/', ''), set.txn);
  }

  #endSession(userId: string, txn: string): void {
    const person = this.people.get(userId);
    if (person?.active) this.#sessions.add(userId);
    else if (this.#sessions.delete(userId)) {
      const name = person ? SESSION_LOST.deactivated : SESSION_LOST.deleted;
      this.#noted.push({ name, txn, at: performance.now() });
    }
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
