import type { EventPage, Wanted } from '../events/feed';

/** Reads the page of events after a cursor. */
export type ReadPage = (cursor: string, wanted: Wanted) => Promise<EventPage>;

/**
 * Lets several streams share a page of events. A read waits until its turn comes. Streams that ask for the same page in
 * the meantime get the same page. A stream never gets a page that was read before it asked, because that page might
 * lack an event that the stream knows of.
 */
export class SharedPages {
  readonly #turn: () => Promise<void>;
  readonly #waiting = new Map<string, Promise<EventPage>>();

  /** @param turn waits until a read may begin. */
  constructor(turn: () => Promise<void>) {
    this.#turn = turn;
  }

  /** Reads the page after a cursor, which is valid for a single tenant. */
  after(cursor: string, wanted: Wanted, read: ReadPage): Promise<EventPage> {
    const types = wanted.types && [...wanted.types].sort();
    const key = JSON.stringify([cursor, wanted.limit, types]);
    const page = this.#waiting.get(key) ?? this.#read(key, () => read(cursor, wanted));
    this.#waiting.set(key, page);
    return page;
  }

  async #read(key: string, read: () => Promise<EventPage>): Promise<EventPage> {
    await this.#turn();
    this.#waiting.delete(key);
    return read();
  }
}
