import type { Variables } from '../command-line/variables';

/** A PostgreSQL server and how to sign in: with the password in the URL, or as a managed identity. */
export interface DatabaseServer {
  readonly kind: 'server';
  readonly url: URL;
  readonly authentication: 'entra' | 'password';

  /** Client id of the managed identity, needed when the machine has several. */
  readonly identityClientId: string | undefined;
}

/**
 * The server that an environment variable names. Undefined when the variable is not set.
 *
 * @param name the variable. @default DATABASE_URL
 */
export function readDatabaseServer(variables: Variables, name = 'DATABASE_URL'): DatabaseServer | undefined {
  const url = variables.url(name, ['postgres:', 'postgresql:']);
  const authentication = variables.choice('DATABASE_AUTHENTICATION', ['password', 'entra'] as const) ?? 'password';
  const identityClientId = variables.text('AZURE_CLIENT_ID');
  if (url?.searchParams.has('options')) {
    variables.complain(`${name} must not contain options: they would replace the options that separate the tenants`);
  }
  return url && { kind: 'server', url, authentication, identityClientId };
}
