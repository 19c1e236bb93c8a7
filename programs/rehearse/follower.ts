import { setTimeout as sleep } from 'node:timers/promises';

import { type Access, AccessMap, type Endpoint, type Event, mirror } from '../../service/client';
import { request } from '../../service/client/request';

import { type Lag, SESSION_LOST } from './lags';

/**
 * Maximum time that the product's mirror, its copy of who has access, may take to catch up with the requests that were
 * sent.
 */
const PATIENCE_MS = 30_000;

/** Maximum time to wait for the mirror before the service is asked again for the latest position of the event feed. */
const ROUND_MS = 1_000;

/**
 * The data that a product's mirror should contain after the requests that were sent: the access of the users who exist,
 * and the ids of the users who were deleted.
 */
export interface Expected {
  readonly present: readonly Access[];
  readonly goneIds: readonly string[];
}

/**
 * A product that follows a tenant's events during a rehearsal. It keeps a mirror, which is a copy of who has access,
 * and a session for everybody who has access.
 */
export class Follower implements AsyncDisposable {
  readonly #endpoint: Endpoint;
  readonly #people = new AccessMap();
  readonly #sessions = new Set<string>(); // ids of the users
  readonly #sentAt = new Map<string, number>();
  readonly #followed: { readonly name: string; readonly txn: string; readonly at: number }[] = [];
  readonly #over = new AbortController();
  readonly #following: Promise<void>;
  #cursor = '';
  #onCursor: (() => void) | undefined;

  private constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#following = mirror(endpoint, this.#people, {
      signal: this.#over.signal,
      onEvent: (event) => {
        this.#follow(event);
      },
      save: (cursor) => {
        this.#cursor = cursor;
        this.#onCursor?.();
      },
    });
    this.#following.catch(() => undefined); // the error is thrown where this promise is awaited
  }

  /** Begins to follow the events. @throws {Refused} if the service refuses the token or offers no events. */
  static async start(endpoint: Endpoint): Promise<Follower> {
    const follower = new Follower(endpoint);
    await follower.#caughtUp();
    return follower;
  }

  /** Records when a request was sent. `requestId` is the id from the service's answer. */
  readonly sent = (requestId: string, at: number): void => {
    this.#sentAt.set(requestId, at);
  };

  /** The differences between the product's mirror and the data that was sent, once the mirror has caught up. */
  async differences({ present, goneIds }: Expected): Promise<string[]> {
    if (!(await this.#caughtUp())) return [`the mirror is more than ${PATIENCE_MS / 1e3} seconds behind`];
    return [
      ...present.flatMap((access) => differing(access, this.#people.get(access.id))),
      ...goneIds.filter((id) => this.#people.get(id)).map((id) => `the mirror holds ${id} after it was deleted`),
    ];
  }

  get lags(): Lag[] {
    const byName = new Map<string, number[]>();
    for (const { name, txn, at } of this.#followed) {
      const sentAt = this.#sentAt.get(txn);
      if (sentAt === undefined) continue; // the event belongs to a request of somebody else
      const milliseconds = byName.get(name);
      if (milliseconds) milliseconds.push(at - sentAt);
      else byName.set(name, [at - sentAt]);
    }
    return [...byName]
      .map(([name, milliseconds]) => ({ name, milliseconds }))
      .sort((one, other) => Number(one.name === SESSION_LOST) - Number(other.name === SESSION_LOST));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#following.catch(() => undefined);
  }

  #follow({ type, txn, resource: { id } }: Event): void {
    const at = performance.now();
    this.#followed.push({ name: type, txn, at });
    if (this.#people.get(id)?.active) this.#sessions.add(id);
    else if (this.#sessions.delete(id)) this.#followed.push({ name: SESSION_LOST, txn, at });
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

function differing(sent: Access, held: Access | undefined): string[] {
  if (!held) return [`the mirror does not hold ${sent.id}`];
  return (['userName', 'externalId', 'active', 'role', 'groups'] as const)
    .filter((fact) => JSON.stringify(shown(sent, fact)) !== JSON.stringify(shown(held, fact)))
    .map(
      (fact) =>
        `the mirror of ${sent.id}, ${fact}: sent ${JSON.stringify(shown(sent, fact))}, holds ${JSON.stringify(shown(held, fact))}`,
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
