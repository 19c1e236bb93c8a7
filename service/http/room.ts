import type { Request, Response } from 'express';

import type { OnLimit } from '../directory/limit';
import { ScimError } from '../scim/error';

/** How many large messages are in memory at a time, and how many wait for that. */
export interface RoomOptions {
  readonly places: number;
  readonly placesPerTenant: number;
  readonly waiting: number;

  /** Longest that one waits. */
  readonly waitSeconds: number;
}

/** An answer may have 16 MiB, and takes a few times that until it is written. */
export const ROOM_FOR_ANSWERS: RoomOptions = { places: 4, placesPerTenant: 2, waiting: 100, waitSeconds: 10 };

/** A body may have 16 MiB, and takes ten times that while it is parsed and carried out. */
export const ROOM_FOR_BODIES: RoomOptions = { places: 2, placesPerTenant: 1, waiting: 100, waitSeconds: 10 };

/** What proxies log for a client that went away. No client ever sees it. */
const CLIENT_CLOSED_REQUEST = 499;

/** Waits until there is room for the answer to a request. */
export type RoomFor = (req: Request, res: Response) => Promise<void>;

interface Waiting {
  readonly tenant: string;
  readonly enter: () => void;
}

/** Room in memory for few large messages at a time. Of those who wait, the tenant that has least room goes first. */
export class Room {
  readonly #options: RoomOptions;
  readonly #onLimit: OnLimit;
  readonly #inside = new Set<Response>();
  readonly #held = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  constructor(options: RoomOptions, onLimit: OnLimit) {
    this.#options = options;
    this.#onLimit = onLimit;
  }

  /**
   * Waits for room, which a request has until its answer is written or its client has gone.
   *
   * @throws {ScimError} 429 when there is none for too long, or too many wait.
   */
  async enter(tenant: string, res: Response): Promise<void> {
    if (this.#inside.has(res)) return;
    if (res.closed) throw clientGone(); // it would never give its place back
    if (this.#isFreeFor(tenant)) this.#take(tenant, res);
    else await this.#wait(tenant, res);
  }

  #take(tenant: string, res: Response): void {
    this.#inside.add(res);
    this.#held.set(tenant, this.#heldBy(tenant) + 1);
    res.once('close', () => {
      this.#inside.delete(res);
      const held = this.#heldBy(tenant) - 1;
      if (held > 0) this.#held.set(tenant, held);
      else this.#held.delete(tenant);
      this.#letIn();
    });
  }

  #wait(tenant: string, res: Response): Promise<void> {
    const { waiting: most, waitSeconds } = this.#options;
    if (this.#waiting.size >= most) throw this.#refusal(tenant, res, 'too many wait for room already');
    return new Promise((entered, refused) => {
      const end = () => {
        this.#waiting.delete(waiting);
        clearTimeout(timer);
        res.off('close', onClose);
      };
      const onClose = () => {
        end();
        refused(clientGone());
      };
      const waiting: Waiting = {
        tenant,
        enter: () => {
          end();
          this.#take(tenant, res);
          entered();
        },
      };
      const timer = setTimeout(() => {
        end();
        refused(this.#refusal(tenant, res, `there was no room for ${waitSeconds} seconds`));
      }, waitSeconds * 1e3);
      this.#waiting.add(waiting);
      res.once('close', onClose);
    });
  }

  /** Lets the next one in. */
  #letIn(): void {
    const able = [...this.#waiting].filter(({ tenant }) => this.#isFreeFor(tenant));
    const least = Math.min(...able.map(({ tenant }) => this.#heldBy(tenant)));
    able.find(({ tenant }) => this.#heldBy(tenant) === least)?.enter();
  }

  #isFreeFor(tenant: string): boolean {
    const { places, placesPerTenant } = this.#options;
    return this.#inside.size < places && this.#heldBy(tenant) < placesPerTenant;
  }

  #heldBy(tenant: string): number {
    return this.#held.get(tenant) ?? 0;
  }

  #refusal(tenant: string, res: Response, why: string): ScimError {
    this.#onLimit({ tenant, limit: 'room', outcome: 'refused' });
    res.setHeader('Retry-After', this.#options.waitSeconds);
    return new ScimError(
      429,
      `this needs much memory, and ${why}; send less at a time, ask for less, or try again later`,
    );
  }
}

function clientGone(): ScimError {
  return new ScimError(CLIENT_CLOSED_REQUEST, 'the client has gone');
}
