import type { ClientBase } from 'pg';

import { SHAPE } from './statement';

/** Most composed statements that a connection keeps prepared. */
const KEPT_MAX = 25;

/** pg prepares a statement that it does not find here. */
interface WithStatements {
  readonly connection: { readonly parsedStatements: Record<string, string | undefined> };
}

/** The composed statements that a connection keeps prepared. Those that are written once stay, and are not counted. */
export class PreparedShapes {
  readonly #client: ClientBase;

  /** The one that was used last stands at the end. */
  readonly #names = new Set<string>();

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /** Notes that a statement is about to be used, and lets the one go that was used longest ago, when they are too many. */
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
    // It goes in the same round trip. When it fails the connection is broken, which its next statement tells.
    this.#client.query(`deallocate ${this.#client.escapeIdentifier(name)}`).catch(() => undefined);
  }
}
