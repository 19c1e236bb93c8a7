import { randomBytes } from 'node:crypto';

import type { Request, Response } from 'express';

import type { Session, SessionSeal } from './session';

/** Keeps a browser's session in a cookie. */
export class SessionCookie<Person> {
  readonly #name: string;
  readonly #isSecure: boolean;
  readonly #seal: SessionSeal<Person>;
  readonly #now: () => Date;

  /**
   * @param name name of the cookie, for example `console`. Over HTTPS, the name gets the prefix `__Host-`, so that
   * browsers accept the cookie only from this host.
   * @param publicUrl URL at which clients reach the service.
   */
  constructor(name: string, publicUrl: string, seal: SessionSeal<Person>, now: () => Date) {
    this.#isSecure = publicUrl.startsWith('https:');
    this.#name = this.#isSecure ? `__Host-${name}` : name;
    this.#seal = seal;
    this.#now = now;
  }

  /** Begins a session. @param seconds duration of the session. */
  async begin(res: Response, person: Person, seconds: number): Promise<void> {
    const formToken = randomBytes(16).toString('base64url');
    const expiresAt = new Date(this.#now().getTime() + seconds * 1e3);
    const sealed = await this.#seal.seal({ person, formToken, expiresAt });
    res.cookie(this.#name, sealed, { ...this.#attributes, maxAge: seconds * 1e3 });
  }

  /** Reads a browser's session. Returns undefined when there is none, or when it has expired. */
  async read(req: Request): Promise<Session<Person> | undefined> {
    const sealed = (req.get('Cookie') ?? '')
      .split(/; */)
      .find((each) => each.startsWith(`${this.#name}=`))
      ?.slice(this.#name.length + 1);
    return sealed === undefined ? undefined : this.#seal.open(sealed);
  }

  end(res: Response): void {
    res.clearCookie(this.#name, this.#attributes);
  }

  get #attributes() {
    return { httpOnly: true, sameSite: 'lax', secure: this.#isSecure, path: '/' } as const;
  }
}
