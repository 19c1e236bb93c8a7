import { createHash, randomBytes } from 'node:crypto';

/** Maximum number of links that wait to be used. The oldest one makes room for a new one. */
const WAITING_MAX = 1_000;

/** Links that let in once, within a short time, on the replica that made them. Only digests of their codes are kept. */
export class OneUseLinks<Person> {
  readonly #seconds: number;
  readonly #now: () => Date;
  readonly #waiting = new Map<string, { readonly person: Person; readonly until: number }>();

  /** @param seconds for which a link can be used. */
  constructor(seconds: number, now: () => Date) {
    this.#seconds = seconds;
    this.#now = now;
  }

  /** @returns the code of a new link. */
  make(person: Person): string {
    const code = randomBytes(32).toString('base64url');
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= WAITING_MAX && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(digestOf(code), { person, until: this.#now().getTime() + this.#seconds * 1e3 });
    return code;
  }

  /** The person whom a link is for; from now on, the link is used. Undefined for one that is used, expired or unknown. */
  use(code: string): Person | undefined {
    const digest = digestOf(code);
    const link = this.#waiting.get(digest);
    this.#waiting.delete(digest);
    return link && link.until > this.#now().getTime() ? link.person : undefined;
  }
}

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
