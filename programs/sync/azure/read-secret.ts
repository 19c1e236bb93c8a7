import type { AccessTokens } from '../../../microsoft/access-token';

/** A Key Vault secret cannot be read. Says which one, and what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Reads the newest version of a Key Vault secret. The vault tells which directory it takes tokens from, so that nobody
 * else has to know.
 *
 * @param url the secret's URL, with or without version.
 */
export async function readSecret(url: string, tokens: AccessTokens, send: typeof fetch): Promise<string> {
  const request = `${url}?api-version=7.4`;
  const { directoryId, resource } = await challenge(url, request, send);
  const token = await tokens(directoryId, `${resource}/.default`);

  const response = await ask(url, request, send, { Authorization: `Bearer ${token}` });
  const body = (await response.json().catch(() => ({}))) as { value?: string; error?: { message?: string } };
  if (response.ok && body.value !== undefined) return body.value;

  const remedy =
    response.status === 403
      ? "grant the identity that signs in 'Key Vault Secrets User' on the vault or this secret, and let it through the vault's firewall"
      : response.status === 404
        ? 'deploy the platform first, which makes the token of each generation'
        : 'see that the vault is there';
  const message = body.error?.message ?? 'no message';
  throw new SecretError(`Key Vault: GET ${url} answered ${response.status}: ${message} – ${remedy}`);
}

/** What a vault answers to who shows no token. */
async function challenge(
  url: string,
  request: string,
  send: typeof fetch,
): Promise<{ directoryId: string; resource: string }> {
  const response = await ask(url, request, send, {});
  const header = response.headers.get('www-authenticate') ?? '';
  const authorization = /authorization(?:_uri)?="([^"]+)"/.exec(header)?.[1];
  const resource = /resource="([^"]+)"/.exec(header)?.[1]?.replace(/\/$/, '');
  const directoryId = authorization && new URL(authorization).pathname.split('/')[1];
  if (!directoryId || !resource) throw new SecretError(`${url} is not in a key vault: it asked for no token`);

  // A token for anything else than this vault's own domain must not be asked for, let alone be sent here.
  const [vaultHost, tokenHost] = [new URL(url).host, new URL(resource).host];
  if (vaultHost !== tokenHost && !vaultHost.endsWith(`.${tokenHost}`)) {
    throw new SecretError(`${url} asks for a token for ${tokenHost}, which is not its own domain`);
  }
  return { directoryId, resource };
}

async function ask(
  url: string,
  request: string,
  send: typeof fetch,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  try {
    return await send(request, { headers, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new SecretError(`Key Vault: GET ${url} answered nothing: ${reason} – check the network and the name`);
  }
}
