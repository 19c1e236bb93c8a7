import { Client, type ClientConfig } from 'pg';

import { RUNTIME_ROLE } from './schema';

/** A managed identity of Azure that serves requests. */
export interface RuntimeIdentity {
  /** Name of the identity, which becomes the name of its login. */
  readonly name: string;

  /** Object id of the identity's service principal. */
  readonly objectId: string;
}

/** Database in which Azure keeps its functions for logins. Logins themselves belong to the server. */
export const ADMINISTRATION_DATABASE = 'postgres';

/**
 * Creates the login of a managed identity, unless it exists, and lets it serve requests. The runtime role must exist.
 */
export async function admitIdentity(config: ClientConfig, { name, objectId }: RuntimeIdentity): Promise<void> {
  const client = new Client(config);
  await client.connect();
  try {
    const { rows } = await client.query('select from pg_roles where rolname = $1', [name]);
    if (rows.length === 0) {
      // not an administrator of the server, and without a second factor
      const values = [name, objectId];
      await client.query(`select pgaadauth_create_principal_with_oid($1, $2, 'service', false, false)`, values);
    }
    await client.query(`grant ${RUNTIME_ROLE} to ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
