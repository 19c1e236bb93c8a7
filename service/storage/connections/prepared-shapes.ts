import type { ClientBase } from 'pg';

import { SHAPE } from '../statements/statement';

/** Maximum number of composed statements that each connection keeps prepared. */
const KEPT_MAX = 25;

/**
 * The list in which pg records which statements are prepared. If a name is missing, pg prepares the statement again.
 */
interface WithStatements {
  readonly connection: { readonly parsedStatements: Record<string, string | undefined> };
}

/**
 * Limits the number of composed statements that stay prepared on a connection. Composed statements are those that were
 * built for a client's filter. Statements that are fixed in the code do not count, because they stay prepared for the
 * lifetime of the connection.
 */
export class PreparedShapes {
  readonly #client: ClientBase;

  /** Names of the statements in the order of use, most recent last. */
  readonly #names = new Set<string>();

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /** Records that a statement is about to be used, and drops the least recently used one when there are too many. */
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
    if (parsedStatements[name] === undefined) return; // the server rejected the statement
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- pg offers no other way
    delete parsedStatements[name];
    // This is sent in the same round trip as the next statement. A failure means that the connection is broken, which
    // the next statement reports.
    this.#client.query(`deallocate ${this.#client.escapeIdentifier(name)}`).catch(() => undefined);
  }
}
