import type { ClientConfig } from 'pg';

import type { DatabaseServer } from './database-settings';
import { entraConnection } from './storage/connections/entra-connection';

/**
 * The configuration for connecting to a database server.
 *
 * @param at another database or port on the server. @default - those in the server's URL.
 */
export async function connectionTo(
  server: DatabaseServer,
  at: { readonly database?: string; readonly port?: number } = {},
): Promise<ClientConfig> {
  const url = new URL(server.url);
  if (at.database !== undefined) url.pathname = `/${at.database}`;
  if (at.port !== undefined) url.port = String(at.port);
  if (server.authentication === 'password') return { connectionString: url.href };

  // Imported only on Azure, because the import takes half a second.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential({ managedIdentityClientId: server.identityClientId });
  return entraConnection(url, async (scope) => (await credential.getToken(scope)).token);
}
