import type { Request, Response } from 'express';

import { ClientGone } from '../directory/budget';
import { type Patience, Turns } from '../directory/turns';

/** Limits for large messages (bodies or answers): how many may be in memory at the same time, and how many may wait. */
export interface RoomOptions {
  readonly places: number;
  readonly placesPerTenant: number;

  /** Maximum number of waiting messages. At most half of them may belong to one tenant. */
  readonly waiting: number;

  /** Maximum time that a message waits. */
  readonly waitSeconds: number;
}

/**
 * The limits for answers. An answer may be up to 16 MiB long, and takes several times as much memory until it is
 * written.
 */
export const ROOM_FOR_ANSWERS: RoomOptions = { places: 4, placesPerTenant: 2, waiting: 100, waitSeconds: 10 };

/**
 * The limits for long bodies. Such a body may be up to 1 MiB long, and takes ten times as much memory while its request
 * is processed, usually for milliseconds.
 */
export const ROOM_FOR_LONG_BODIES: RoomOptions = { places: 32, placesPerTenant: 8, waiting: 2_000, waitSeconds: 8 };

/**
 * The limits for large bodies of requests that write a group. Such a body may be up to 16 MiB long, and takes several
 * times as much memory while its request is processed.
 */
export const ROOM_FOR_LARGE_BODIES: RoomOptions = { places: 2, placesPerTenant: 1, waiting: 100, waitSeconds: 10 };

/** Waits until there is enough memory for the body of a request, or for its answer. */
export type RoomFor = (req: Request, res: Response) => Promise<void>;

/** Limits how many large messages are in memory at the same time. Waiting tenants take turns. */
export class Room {
  readonly #turns: Turns;
  readonly #inside = new WeakSet<Response>();

  constructor({ places, placesPerTenant, waiting, waitSeconds }: RoomOptions) {
    const shares = { places, perTenant: placesPerTenant, waitingPerTenant: Math.ceil(waiting / 2), waiting };
    this.#turns = new Turns({ ...shares, scans: 0, scansPerTenant: 0 }, waitSeconds, {
      ordinary: 'room',
      scan: 'room',
    });
  }

  /**
   * Waits for a place in memory. The request keeps its place until its answer is written or its client has
   * disconnected.
   *
   * @throws {ShareExceeded} when the wait takes too long, or too many requests are already waiting.
   * @throws {ClientGone} when the client disconnects.
   */
  async enter(tenant: string, res: Response): Promise<void> {
    if (this.#inside.has(res)) return;
    if (isClosed(res)) throw clientGone(); // otherwise the place of this request would never be returned
    if (!this.#turns.take(tenant, 'ordinary')) await this.#turns.turn(tenant, 'ordinary', whileOpen(res));
    const leave = () => {
      this.#turns.give(tenant, 'ordinary');
    };
    if (isClosed(res)) {
      leave();
      throw clientGone();
    }
    this.#inside.add(res);
    res.once('close', leave);
  }
}

function isClosed({ closed }: Response): boolean {
  return closed;
}

/** Ends the wait for memory when the client disconnects. */
function whileOpen(res: Response): Patience {
  return {
    onOver: (listener) => {
      const close = () => {
        listener(clientGone());
      };
      res.once('close', close);
      return () => res.off('close', close);
    },
  };
}

function clientGone(): ClientGone {
  return new ClientGone('the client has disconnected');
}
