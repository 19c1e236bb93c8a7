import type { ClientBase } from 'pg';

import { SHAPE } from './statement';

/** Maximum number of statements with a composed filter that a connection keeps prepared. */
const KEPT_MAX = 25;

/** pg prepares any statement that is not listed here. */
interface WithStatements {
  readonly connection: { readonly parsedStatements: Record<string, string | undefined> };
}

/**
 * The composed statements that a connection keeps prepared. Statements fixed in the code always stay prepared, and are
 * not counted.
 */
export class PreparedShapes {
  readonly #client: ClientBase;

  /** Ordered by use, with the latest at the end. */
  readonly #names = new Set<string>();

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /** Notes that a statement is about to be used, and drops the least recently used one when there are too many. */
  use(name: string): void {
    if (!name.startsWith(SHAPE)) return;
    this.#names.delete(name);
    this.#names.add(name);
    const [oldest = ''] = this.#names;
    if (this.#names.size > KEPT_MAX) this.#release(oldest);
  }

  #release(name: string): void {
    this.#names.delete(name);
    const { parsedStatements } = (this.#client as unknown as WithStatements).connection;
    if (parsedStatements[name] === undefined) return; // the server refused it
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- pg offers no other way
    delete parsedStatements[name];
    // Sent in the same round trip. If it fails, the connection is broken, and its next statement reports that.
    this.#client.query(`deallocate ${this.#client.escapeIdentifier(name)}`).catch(() => undefined);
  }
}
