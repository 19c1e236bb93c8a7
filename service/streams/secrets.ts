import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret cannot be read. The message contains the name of the secret and the reason, but never the value. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** Minimum number of bytes of a secret from which keys are derived. */
export const KEY_BYTES_MIN = 32;

/**
 * How long a value is cached, in milliseconds: short enough that a rotated secret is soon noticed, and long enough that
 * a slow folder delays only a few deliveries.
 */
const REMEMBERED_MS = 10_000;

interface Remembered {
  readonly value: Promise<string>;
  readonly until: number;
}

/** Reads secrets from a folder. Each secret is in a file with the name of the secret. */
export class Secrets {
  readonly #folder: string | undefined;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  /**
   * @param folder undefined when there are no secrets.
   * @param now a clock in milliseconds that never goes backwards.
   */
  constructor(folder: string | undefined, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * Returns the value of a secret, without the newline at the end of the file.
   *
   * @param bytesMin minimum length of the value in bytes. @default 32
   * @throws {SecretError} when the file cannot be read, or when the value is too short.
   */
  async read(name: string, bytesMin = KEY_BYTES_MIN): Promise<string> {
    const value = await this.#remember(name);
    const bytes = Buffer.byteLength(value);
    if (bytes >= bytesMin) return value;
    throw new SecretError(`secret '${name}' has ${bytes} bytes; it must have at least ${bytesMin}`);
  }

  #remember(name: string): Promise<string> {
    const known = this.#remembered.get(name);
    if (known && known.until > this.#now()) return known.value;
    const value = this.#readFile(name);
    this.#remembered.set(name, { value, until: this.#now() + REMEMBERED_MS });
    value.catch(() => this.#remembered.delete(name)); // the next caller tries again
    return value;
  }

  async #readFile(name: string): Promise<string> {
    if (this.#folder === undefined) {
      throw new SecretError(
        `secret '${name}' cannot be read: SECRETS_FOLDER is not set; name the folder of the secrets' files`,
      );
    }
    try {
      return (await readFile(join(this.#folder, name), 'utf8')).replace(/\r?\n$/, '');
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new SecretError(
        `secret '${name}' cannot be read from SECRETS_FOLDER ${this.#folder}: ${code}; put a file of that name there`,
      );
    }
  }
}

/** A secret that the service needs. */
export interface NeededSecret {
  readonly name: string;
  readonly bytesMin?: number;
}

/** Describes what is wrong with the secrets that the service needs. Each problem is one string. */
export async function secretFlaws(secrets: Secrets, needed: Iterable<NeededSecret>): Promise<readonly string[]> {
  const flaws: string[] = [];
  for (const { name, bytesMin } of needed) {
    await secrets.read(name, bytesMin).catch((error: unknown) => {
      if (!(error instanceof SecretError)) throw error;
      if (!flaws.includes(error.message)) flaws.push(error.message);
    });
  }
  return flaws;
}
