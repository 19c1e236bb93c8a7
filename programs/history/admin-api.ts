import { z } from 'zod';

import { UsageError } from '../../command-line/usage-error';
import type { Variables } from '../../command-line/variables';
import { accessTokens } from '../../microsoft/access-token';
import { CLOUDS } from '../../microsoft/cloud';
import { readIdentity } from '../../microsoft/read-identity';
import { ADMIN_PATH } from '../../service/admin/schemas';

/** A client for the admin API of a service. */
export class AdminApi {
  readonly #url: string;
  readonly #token: () => Promise<string>;

  /** @param url URL of the admin API, such as `https://scim.example.com/admin/v1`. */
  constructor(url: string, token: () => Promise<string>) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * Sends a request, and returns the parsed answer. @throws {UsageError} if the service cannot be reached or refuses
   * the request.
   */
  async ask<Answer extends z.ZodType>(
    path: string,
    answer: Answer,
    query: Readonly<Record<string, number | string | undefined>> = {},
    method = 'GET',
  ): Promise<z.output<Answer>> {
    const url = new URL(`${this.#url}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${await this.#token()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new UsageError(
        `${url.origin} cannot be reached: ${String((error as Error).cause ?? error)}; check ADMIN_URL`,
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer.parse(body);
    const { detail } = z.object({ detail: z.string() }).catch({ detail: 'is this the admin API?' }).parse(body);
    throw new UsageError(`${url.origin}${url.pathname} answered ${response.status}: ${detail}`);
  }
}

/**
 * Creates a client for the admin API at ADMIN_URL. The client sends ADMIN_TOKEN or, if that is not set, tokens from
 * Entra. Returns undefined if ADMIN_URL is not set.
 */
export function readAdminApi(variables: Variables): AdminApi | undefined {
  const url = variables.url('ADMIN_URL', ['https:', 'http:']);
  if (!url) return undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isLocal)
    variables.complain('ADMIN_URL must be an https URL unless it is on this machine');
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith(ADMIN_PATH))
    variables.complain(`ADMIN_URL must end in ${ADMIN_PATH}, the path of the admin API; got '${url.origin}${path}'`);
  return new AdminApi(`${url.origin}${path}`, tokenSource(variables));
}

/**
 * Returns a function that provides the token for the admin API. The token is ADMIN_TOKEN. If that variable is not set,
 * the function gets tokens from Entra for the identity that is signed in on this machine.
 */
function tokenSource(variables: Variables): () => Promise<string> {
  const given = variables.text('ADMIN_TOKEN');
  if (given !== undefined) return () => Promise.resolve(given);
  const [clientId, directoryId] = ['ADMIN_CLIENT_ID', 'ADMIN_DIRECTORY_ID'].map((name) => variables.text(name));
  if (clientId === undefined || directoryId === undefined) {
    variables.complain(
      'ADMIN_TOKEN is not set; set it, or ADMIN_CLIENT_ID and ADMIN_DIRECTORY_ID to sign in with Entra',
    );
    return () => Promise.resolve('');
  }
  const authority = variables.url('AZURE_AUTHORITY_HOST', ['https:'])?.origin ?? CLOUDS.public.authority;
  const tokens = accessTokens(readIdentity(variables), authority);
  return () => tokens(directoryId, `api://${clientId}/.default`);
}
