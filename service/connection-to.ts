import type { ClientConfig } from 'pg';

import type { DatabaseServer } from './database-settings';
import { entraConnection } from './storage/entra-connection';

/**
 * How to connect to the server that the environment names.
 *
 * @param database one of its databases. @default - the one in the URL.
 */
export async function connectionTo(server: DatabaseServer, database?: string): Promise<ClientConfig> {
  const url = new URL(server.url);
  if (database !== undefined) url.pathname = `/${database}`;
  if (server.authentication === 'password') return { connectionString: url.href };

  const { DefaultAzureCredential } = await import('@azure/identity'); // takes half a second, so only Azure waits for it
  const credential = new DefaultAzureCredential({ managedIdentityClientId: server.identityClientId });
  return entraConnection(url, async (scope) => (await credential.getToken(scope)).token);
}
