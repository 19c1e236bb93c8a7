import type { ClientConfig } from 'pg';

import type { DatabaseServer } from './settings';
import { entraConnection, passwordConnection } from './storage/connection';

/** How to connect to the server that the environment names. */
export async function connectionTo(server: DatabaseServer): Promise<ClientConfig> {
  if (server.authentication === 'password') return passwordConnection(server.url);

  const { DefaultAzureCredential } = await import('@azure/identity'); // half a second that only Azure has to wait
  const credential = new DefaultAzureCredential({ managedIdentityClientId: server.identityClientId });
  return entraConnection(server.url, async (scope) => (await credential.getToken(scope)).token);
}
