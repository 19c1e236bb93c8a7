import { setTimeout as sleep } from 'node:timers/promises';

import { type Access, AccessMap, type Endpoint, type Event, mirror } from '../../service/client';
import { request } from '../../service/client/request';

import { type Lag, SESSION_LOST } from './lags';

/** How long the mirror may take to follow what was sent. */
const PATIENCE_MS = 30_000;

/** How long the mirror is waited for before it is asked again how far it should be. */
const ROUND_MS = 1_000;

/** What a product should know about a user, and about one that was deleted. */
export interface Expected {
  readonly present: readonly Access[];
  readonly goneIds: readonly string[];
}

/**
 * A product that follows the events of the tenant while Entra is played: it keeps a mirror of who has access, and a session
 * for everybody who has it.
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
    this.#following.catch(() => undefined); // thrown where it is waited for
  }

  /** Begins to follow. @throws {Refused} when the service refuses the token or knows no events. */
  static async start(endpoint: Endpoint): Promise<Follower> {
    const follower = new Follower(endpoint);
    await follower.#caughtUp();
    return follower;
  }

  /** Notes when a request was sent, by the id that its answer had. */
  readonly sent = (requestId: string, at: number): void => {
    this.#sentAt.set(requestId, at);
  };

  /** Where the mirror differs from what was sent, once it has followed all of it. */
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
      if (sentAt === undefined) continue; // somebody else's request
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

  /** Waits until the mirror is where the feed is. @returns whether it got there in time. */
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

/** A fact in one form, whatever the order of groups. */
function shown(access: Access, fact: keyof Access): unknown {
  return fact === 'groups'
    ? access.groups.map(({ id, displayName }) => `${displayName} (${id})`).sort()
    : (access[fact] ?? null);
}
