import type { AccessTokens } from './access-token';
import { type RestAccess, RestClient, type RestService } from './rest-client';
import { RestError } from './rest-error';

const REMEDIES: Readonly<Record<number, string>> = {
  0: 'check the network and the name',
  403: "grant the identity that signs in 'Key Vault Secrets User' on the vault or this secret, and let it through the vault's firewall",
  404: 'deploy the platform first, which creates the token of each generation',
};

/** Key Vault as a REST service. Paths are full URLs, since every vault has its own host. */
const SERVICE: RestService = {
  name: 'Key Vault',
  base: '',
  query: '?api-version=7.4',
  patienceSeconds: 120,
  remedy: ({ status }) => REMEDIES[status],
};

/**
 * Reads a Key Vault secret. The caller need not know which directory the vault belongs to, since the vault's answer
 * names the directory.
 *
 * @param url URL of the secret. If the URL contains no version, the newest version is read.
 * @throws {RestError} when the secret cannot be read.
 */
export async function readSecret(url: string, tokens: AccessTokens, access: RestAccess = {}): Promise<string> {
  const { directoryId, resource } = await challenge(url, access);
  const vault = new RestClient(SERVICE, { ...access, token: () => tokens(directoryId, `${resource}/.default`) });
  const { value } = await vault.get<{ value: string }>(url);
  return value;
}

/**
 * The directory and the resource for which a token is needed. The vault names them when it refuses a request without a
 * token.
 */
async function challenge(url: string, access: RestAccess): Promise<{ directoryId: string; resource: string }> {
  const header = await refusal(url, access);
  const authorization = /authorization(?:_uri)?="([^"]+)"/.exec(header)?.[1];
  const resource = /resource="([^"]+)"/.exec(header)?.[1]?.replace(/\/$/, '');
  const directoryId = authorization && new URL(authorization).pathname.split('/')[1];
  if (!directoryId || !resource) throw new Error(`${url} is not in a key vault: it asked for no token`);

  // Make sure that the token is for the domain of this vault. The vault must not get a token for another service.
  const [vaultHost, tokenHost] = [new URL(url).host, new URL(resource).host];
  if (vaultHost !== tokenHost && !vaultHost.endsWith(`.${tokenHost}`)) {
    throw new Error(`${url} asks for a token for ${tokenHost}, which is not its own domain`);
  }
  return { directoryId, resource };
}

async function refusal(url: string, access: RestAccess): Promise<string> {
  try {
    await new RestClient(SERVICE, access).get(url);
    return '';
  } catch (error) {
    if (error instanceof RestError && error.status === 401) return error.headers.get('www-authenticate') ?? '';
    throw error;
  }
}
