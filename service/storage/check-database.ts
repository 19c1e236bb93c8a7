import type { ClientBase } from 'pg';

import { StoreUnavailable } from '../directory/store';

import { MIGRATIONS, RUNTIME_ROLE } from './migrate';

/** The server is there, but a migration is missing. */
export const NOT_PREPARED = 'the database is not prepared; run the migration';

/**
 * Checks that a database is ready for requests.
 *
 * @throws {StoreUnavailable} that says what is missing.
 */
export async function checkDatabase(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string }>('select current_user as role');
  if (rows[0]?.role !== RUNTIME_ROLE) {
    throw new StoreUnavailable(`the database must be used as ${RUNTIME_ROLE}, not as ${rows[0]?.role}`);
  }
  const { rows: done } = await client.query<{ name: string }>('select name from migrations');
  const missing = MIGRATIONS.filter((name) => !done.some((row) => row.name === name));
  if (missing.length > 0) throw new StoreUnavailable(`${NOT_PREPARED}: ${missing.join(', ')} did not run`);
}
