import { readFile } from 'node:fs/promises';

import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';

import { CLOUDS } from './cloud';
import type { Assertion, FileOrText, Identity, OfferedAssertion } from './identity';
import { pfxToPem } from './pfx';

/** A function that returns an access token. A token is reused while it is valid. */
export type AccessTokens = (directoryId: string, scope: string) => Promise<string>;

/**
 * Thrown if signing in fails. The message contains the kind of identity, the authority, the directory, and the reason.
 */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/** Returns a function that requests access tokens for an identity from any directory of an authority. */
export function accessTokens(identity: Identity, authority: string): AccessTokens {
  const credentials = new Map<string, Promise<TokenCredential>>();
  return async (directoryId, scope) => {
    const credential = credentials.get(directoryId) ?? credentialOf(identity, authority, directoryId);
    credentials.set(directoryId, credential);
    try {
      const answer = await (await credential).getToken(scope);
      if (!answer) throw new Error('there was no token in the answer');
      return answer.token;
    } catch (error) {
      credentials.delete(directoryId);
      const { message } = error as Error;
      throw new SignInError(
        `cannot sign in to directory ${directoryId} at ${authority} with ${MEANS[identity.kind]}: ${reason(message)}`,
        { cause: error },
      );
    }
  };
}

const MEANS: Readonly<Record<Identity['kind'], string>> = {
  certificate: 'the certificate of ARM_CLIENT_CERTIFICATE(_PATH)',
  secret: 'the client secret of ARM_CLIENT_SECRET(_FILE_PATH)',
  federated: 'the token of another issuer (ARM_USE_OIDC)',
  managed: 'the managed identity of this machine (ARM_USE_MSI)',
  cli: "the Azure CLI; run 'az login', or set ARM_CLIENT_ID with a secret, a certificate or ARM_USE_OIDC",
};

async function credentialOf(identity: Identity, authority: string, directoryId: string): Promise<TokenCredential> {
  // By default, the library asks Microsoft's public cloud about every authority that the library does not know, such as
  // the authority of a private cloud.
  const known = Object.values(CLOUDS).some((cloud) => cloud.authority === authority);
  const options = { authorityHost: authority, disableInstanceDiscovery: !known };
  switch (identity.kind) {
    case 'secret': {
      const secret = await read(identity.clientSecret);
      return new ClientSecretCredential(directoryId, await read(identity.clientId), secret, options);
    }
    case 'certificate': {
      const { pfx, password } = identity;
      const bytes = 'file' in pfx ? await readFile(pfx.file) : Buffer.from(pfx.text, 'base64');
      const certificate = pfxToPem(bytes, password);
      return new ClientCertificateCredential(directoryId, await read(identity.clientId), { certificate }, options);
    }
    case 'federated': {
      const { assertion } = identity;
      return new ClientAssertionCredential(
        directoryId,
        await read(identity.clientId),
        () => readAssertion(assertion),
        options,
      );
    }
    case 'managed':
      return new ManagedIdentityCredential(identity.clientId ? { clientId: await read(identity.clientId) } : {});
    case 'cli':
      return new AzureCliCredential({ tenantId: directoryId });
  }
}

/** Reads the assertion that this program signs in with: a token from another issuer. */
async function readAssertion(assertion: Assertion): Promise<string> {
  return 'requestUrl' in assertion ? askRunner(assertion) : read(assertion);
}

/**
 * Requests a token from the pipeline's runner. For GitHub, see https://docs.github.com/actions/reference/security/oidc;
 * for Azure DevOps, see "Oidctoken - Create" in its REST API.
 */
async function askRunner({ requestUrl, requestToken, serviceConnection }: OfferedAssertion): Promise<string> {
  const url = new URL(requestUrl);
  if (serviceConnection === undefined) {
    url.searchParams.set('audience', 'api://AzureADTokenExchange');
  } else {
    url.searchParams.set('api-version', '7.1');
    url.searchParams.set('serviceConnectionId', serviceConnection);
  }
  const response = await fetch(url, {
    method: serviceConnection === undefined ? 'GET' : 'POST',
    // Without the second header, Azure DevOps answers a refused request with a redirect to a sign-in page.
    headers: { Authorization: `Bearer ${requestToken}`, 'X-TFS-FedAuthRedirect': 'Suppress' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${url.origin} returned no token: it answered ${response.status}`);
  const { value, oidcToken } = (await response.json()) as { value?: string; oidcToken?: string };
  const token = value ?? oidcToken;
  if (!token) throw new Error(`${url.origin} returned no token: the answer has neither 'value' nor 'oidcToken'`);
  return token;
}

async function read(source: FileOrText): Promise<string> {
  return 'text' in source ? source.text : (await readFile(source.file, 'utf8')).trim();
}

/**
 * The first line of Entra's message, without the trace ids and time stamps that follow. If the host is unknown, the
 * library's message explains nothing, so this function returns an explanation of its own.
 */
function reason(message: string): string {
  if (message.startsWith('endpoints_resolution_error')) {
    return 'the directory is not known there, or the host is not reached or not trusted (NODE_EXTRA_CA_CERTS)';
  }
  return message.split(/\r?\n/, 1)[0] ?? '';
}
