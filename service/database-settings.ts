import type { Variables } from '../command-line/variables';

/** A PostgreSQL server and how to sign in: with the password in the URL, or as a managed identity. */
export interface DatabaseServer {
  readonly kind: 'server';
  readonly url: URL;
  readonly authentication: 'entra' | 'password';

  /** Client id of the managed identity, needed when the machine has several. */
  readonly identityClientId: string | undefined;
}

/** The server that DATABASE_URL names. Undefined when the variable is not set. */
export function readDatabaseServer(variables: Variables): DatabaseServer | undefined {
  const url = variables.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const authentication = variables.choice('DATABASE_AUTHENTICATION', ['password', 'entra'] as const) ?? 'password';
  const identityClientId = variables.text('AZURE_CLIENT_ID');
  if (url?.searchParams.has('options')) {
    variables.complain(
      'DATABASE_URL must not contain options: they would replace the options that separate the tenants',
    );
  }
  return url && { kind: 'server', url, authentication, identityClientId };
}
