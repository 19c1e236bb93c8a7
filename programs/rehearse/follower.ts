import { setTimeout as sleep } from 'node:timers/promises';

import { type Access, type AccessMap, type Endpoint, mirror } from '../../service/client';
import { request } from '../../service/client/request';

import type { Lag, Way } from './lags';
import { Product } from './product';

/**
 * Maximum time that the product's mirror may take to catch up with the requests that were sent. The mirror is the
 * product's copy of who has access.
 */
const PATIENCE_MS = 30_000;

/** Maximum time to wait for the mirror before the service is asked again for the latest position of the event feed. */
const ROUND_MS = 1_000;

/** Interval between checks of whether an event has arrived at a product to which the service sends events. */
const LOOK_MS = 10;

/**
 * The data that a product's mirror should contain after the requests that were sent: the access of the users who exist,
 * and the ids of the users who were deleted.
 */
export interface Expected {
  readonly present: readonly Access[];
  readonly goneIds: readonly string[];
}

/** A product to which the service sends a tenant's events. */
export interface Told {
  readonly way: Exclude<Way, 'wait'>;
  readonly product: Product;
}

/**
 * A product that follows a tenant's events during a rehearsal, and keeps a mirror, which is a copy of who has access.
 * The service may send the same events to other products. Their mirrors are also compared.
 */
export class Follower implements AsyncDisposable {
  readonly #endpoint: Endpoint;
  readonly #product = new Product();
  readonly #told: readonly Told[];
  readonly #sentAt = new Map<string, number>();
  readonly #over = new AbortController();
  readonly #following: Promise<void>;
  #cursor = '';
  #onCursor: (() => void) | undefined;

  private constructor(endpoint: Endpoint, told: readonly Told[]) {
    this.#endpoint = endpoint;
    this.#told = told;
    this.#following = mirror(endpoint, this.#product.people, {
      signal: this.#over.signal,
      onEvent: (event) => {
        this.#product.note(event);
      },
      save: (cursor) => {
        this.#cursor = cursor;
        this.#onCursor?.();
      },
    });
    this.#following.catch(() => undefined); // the error is thrown where this promise is awaited
  }

  /**
   * Begins to follow the events.
   *
   * @param told the products to which the service sends the same events.
   * @throws {Refused} if the service refuses the token or offers no events.
   */
  static async start(endpoint: Endpoint, told: readonly Told[] = []): Promise<Follower> {
    const follower = new Follower(endpoint, told);
    await follower.#caughtUp();
    return follower;
  }

  /** Records when a request was sent. `requestId` is the id from the service's answer. */
  readonly sent = (requestId: string, at: number): void => {
    this.#sentAt.set(requestId, at);
  };

  /** The differences between the products' mirrors and the data that was sent, once the mirrors have caught up. */
  async differences(expected: Expected): Promise<string[]> {
    if (!(await this.#caughtUp())) return [`the mirror is more than ${PATIENCE_MS / 1e3} seconds behind`];
    const differences = differencesOf('the mirror', this.#product.people, expected);
    for (const { way, product } of this.#told) {
      const found = (await this.#hasAll(product))
        ? differencesOf(`the mirror by ${way}`, product.people, expected)
        : [`the mirror by ${way} is more than ${PATIENCE_MS / 1e3} seconds behind`];
      differences.push(...found);
    }
    return differences;
  }

  get lags(): Lag[] {
    const all = [{ way: 'wait', product: this.#product } as const, ...this.#told];
    return all.flatMap(({ way, product }) => product.lags(way, this.#sentAt));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#following.catch(() => undefined);
  }

  /**
   * Waits until the product's mirror has caught up with the event feed. @returns false if the mirror did not catch up
   * within the maximum time.
   */
  async #caughtUp(): Promise<boolean> {
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      const now = await request<{ readonly cursor: string }>(this.#endpoint, '/events?from=now', this.#over.signal);
      if (now?.cursor === this.#cursor) return true;
      await Promise.race([this.#following, this.#reaches(now?.cursor)]);
    }
    return false;
  }

  /** Waits until a product has received all events in the mirror. @returns false if they do not arrive in time. */
  async #hasAll(product: Product): Promise<boolean> {
    const end = performance.now() + PATIENCE_MS;
    while (product.tokens < this.#product.tokens) {
      if (performance.now() > end) return false;
      await sleep(LOOK_MS);
    }
    return true;
  }

  async #reaches(cursor: string | undefined): Promise<void> {
    const reached = new AbortController();
    this.#onCursor = () => {
      if (this.#cursor === cursor) reached.abort();
    };
    this.#onCursor();
    await sleep(ROUND_MS, undefined, { signal: reached.signal }).catch(() => undefined);
    this.#onCursor = undefined;
  }
}

function differencesOf(mirrorName: string, people: AccessMap, { present, goneIds }: Expected): string[] {
  return [
    ...present.flatMap((access) => differing(mirrorName, access, people.get(access.id))),
    ...goneIds.filter((id) => people.get(id)).map((id) => `${mirrorName} holds ${id} after it was deleted`),
  ];
}

function differing(mirrorName: string, sent: Access, held: Access | undefined): string[] {
  if (!held) return [`${mirrorName} does not hold ${sent.id}`];
  return (['userName', 'externalId', 'active', 'role', 'groups'] as const)
    .filter((fact) => JSON.stringify(shown(sent, fact)) !== JSON.stringify(shown(held, fact)))
    .map(
      (fact) =>
        `${mirrorName} of ${sent.id}, ${fact}: sent ${JSON.stringify(shown(sent, fact))}, holds ${JSON.stringify(shown(held, fact))}`,
    );
}

/**
 * One fact about a user's access, in a form that can be compared. Groups are sorted, because their order does not
 * matter.
 */
function shown(access: Access, fact: keyof Access): unknown {
  return fact === 'groups'
    ? access.groups.map(({ id, displayName }) => `${displayName} (${id})`).sort()
    : (access[fact] ?? null);
}
