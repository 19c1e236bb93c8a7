import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret cannot be read. Says which one and why, and nothing of its value. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** Fewest bytes of a secret from which keys are made. */
export const KEY_BYTES_MIN = 32;

/** How long a value is remembered. A rotated one is read soon, and a folder that is slow delays few deliveries. */
const REMEMBERED_MS = 10_000;

interface Remembered {
  readonly value: Promise<string>;
  readonly until: number;
}

/** Secrets in a folder, each in a file that is named after it. */
export class Secrets {
  readonly #folder: string | undefined;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  /**
   * @param folder undefined when there are none.
   * @param now a clock in milliseconds that never goes back.
   */
  constructor(folder: string | undefined, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * The value of a secret, without the end of its line.
   *
   * @param bytesMin fewest bytes that it must have. @default 32
   * @throws {SecretError} when its file cannot be read, or is shorter.
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
    value.catch(() => this.#remembered.delete(name)); // the next one tries again
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

/** A secret that is needed. */
export interface NeededSecret {
  readonly name: string;
  readonly bytesMin?: number;
}

/** What is wrong with secrets that are needed, one line for each. */
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
