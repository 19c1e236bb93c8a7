import { readFile } from 'node:fs/promises';

import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';

export interface Authority {
  /** Directory (tenant) id of the subscription. */
  readonly directoryId: string;

  /** Origin that tokens come from, for example `https://login.microsoftonline.com`. */
  readonly authority: string;
}

/**
 * Signs in as Terraform's provider does, from the same `ARM_…` variables: as an application with a secret, a
 * certificate or the token of another issuer, as the machine's managed identity, or as who is signed in to the Azure
 * CLI.
 */
export function signIn(env: NodeJS.ProcessEnv, { directoryId, authority }: Authority): TokenCredential {
  const clientId = env['ARM_CLIENT_ID'];
  const options = { authorityHost: authority };
  if (clientId) {
    const secret = env['ARM_CLIENT_SECRET'];
    if (secret) return new ClientSecretCredential(directoryId, clientId, secret, options);

    const certificatePath = env['ARM_CLIENT_CERTIFICATE_PATH'];
    if (certificatePath) {
      const certificatePassword = env['ARM_CLIENT_CERTIFICATE_PASSWORD'];
      const certificate = { certificatePath, ...(certificatePassword ? { certificatePassword } : {}) };
      return new ClientCertificateCredential(directoryId, clientId, certificate, options);
    }
    if (env['ARM_USE_OIDC'] === 'true') {
      return new ClientAssertionCredential(directoryId, clientId, () => readAssertion(env), options);
    }
  }
  if (env['ARM_USE_MSI'] === 'true') return new ManagedIdentityCredential(clientId ? { clientId } : {});
  return new AzureCliCredential({ tenantId: directoryId });
}

/** The token that shows who we are: given, in a file, or from a pipeline's server that makes one for each request. */
async function readAssertion(env: NodeJS.ProcessEnv): Promise<string> {
  const token = env['ARM_OIDC_TOKEN'];
  if (token) return token;

  const path = env['ARM_OIDC_TOKEN_FILE_PATH'];
  if (path) return (await readFile(path, 'utf8')).trim();

  const requestUrl = env['ARM_OIDC_REQUEST_URL'] ?? env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const requestToken = env['ARM_OIDC_REQUEST_TOKEN'] ?? env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (!requestUrl || !requestToken) {
    throw new Error("ARM_USE_OIDC needs a token to show: on GitHub, give the job the permission 'id-token: write'");
  }
  const url = new URL(requestUrl);
  url.searchParams.set('audience', 'api://AzureADTokenExchange');
  const response = await fetch(url, { headers: { Authorization: `Bearer ${requestToken}` } });
  if (!response.ok) throw new Error(`${url.origin} gave no token of its own: it answered ${response.status}`);
  return ((await response.json()) as { value: string }).value;
}
