import { createHash, randomBytes } from 'node:crypto';

/** Maximum number of unused links. Beyond this number, each new link replaces the oldest one. */
const WAITING_MAX = 1_000;

/**
 * Links that sign a person in once, within a short time, and only on the replica that created them. Stores only the
 * digests of the links' codes.
 */
export class OneUseLinks<Person> {
  readonly #seconds: number;
  readonly #now: () => Date;
  readonly #waiting = new Map<string, { readonly person: Person; readonly until: number }>();

  /** @param seconds how long a link can be used. */
  constructor(seconds: number, now: () => Date) {
    this.#seconds = seconds;
    this.#now = now;
  }

  /** Creates a link for a person. @returns the link's code. */
  make(person: Person): string {
    const code = randomBytes(32).toString('base64url');
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= WAITING_MAX && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(digestOf(code), { person, until: this.#now().getTime() + this.#seconds * 1e3 });
    return code;
  }

  /**
   * Uses up a link, and returns the person for whom the link was created. Undefined when the link has been used, has
   * expired or is unknown.
   */
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
