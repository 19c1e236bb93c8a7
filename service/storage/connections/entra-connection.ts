import type { ClientConfig } from 'pg';

/** The scope of the tokens that Azure Database for PostgreSQL accepts instead of a password. */
const SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/** Gets an access token for a scope from the local identity provider. */
export type TokenSource = (scope: string) => Promise<string>;

/**
 * The configuration for connecting as an Entra identity. Each new connection asks for a token, which the identity
 * library caches.
 */
export function entraConnection(url: URL, token: TokenSource): ClientConfig {
  const { hostname, port, username, pathname } = url;
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    password: () => token(SCOPE),
    ssl: { rejectUnauthorized: true },
  };
}
