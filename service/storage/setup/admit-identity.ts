import type { ClientConfig } from 'pg';

import { RUNTIME_ROLE } from '../schema';
import { withClient } from '../with-client';

/** An Azure managed identity that serves requests. */
export interface RuntimeIdentity {
  /** Name of the identity, which becomes the name of its login. */
  readonly name: string;

  /** Object id of the identity's service principal. */
  readonly objectId: string;
}

/** Database in which Azure keeps its functions for logins. Logins belong to the server, not to a database. */
export const ADMINISTRATION_DATABASE = 'postgres';

/**
 * Creates the login of a managed identity, unless the login already exists, and permits the identity to serve requests.
 * The runtime role must already exist.
 */
export async function admitIdentity(config: ClientConfig, { name, objectId }: RuntimeIdentity): Promise<void> {
  await withClient(config, async (client) => {
    const { rows } = await client.query('select from pg_roles where rolname = $1', [name]);
    if (rows.length === 0) {
      // The first `false` means that the login is not an administrator of the server. The second means that it needs no
      // second factor.
      const values = [name, objectId];
      await client.query(`select pgaadauth_create_principal_with_oid($1, $2, 'service', false, false)`, values);
    }
    await client.query(`grant ${RUNTIME_ROLE} to ${client.escapeIdentifier(name)}`);
  });
}
