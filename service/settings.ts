/** What the environment says. Read once, at the start; no other file of the service looks at the environment. */
export interface Settings {
  /** Port of the SCIM endpoint. 0 takes a free one. */
  readonly port: number;

  /** Port of `/metrics`. Undefined switches metrics off. */
  readonly metricsPort: number | undefined;

  /** Base of `meta.location`, without a slash at its end. Undefined for the address that the service listens on. */
  readonly publicUrl: string | undefined;

  readonly database: DatabaseSettings;

  /** File with the tenant registry. Undefined for one demo tenant. */
  readonly tenantsFile: string | undefined;

  readonly logLevel: LogLevel;
}

/** A server that is there, or one of the service's own with its data in a folder (`memory` for none). */
export type DatabaseSettings = DatabaseServer | { readonly kind: 'embedded'; readonly folder: string };

/** A PostgreSQL server, and how to sign in to it: with the password in its URL, or as a managed identity. */
export interface DatabaseServer {
  readonly kind: 'server';
  readonly url: string;
  readonly authentication: 'entra' | 'password';

  /** Client id of the identity that signs in, when the machine has several. */
  readonly identityClientId: string | undefined;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment cannot be used. Names every variable that is wrong, and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(complaints: readonly string[]) {
    super(['the environment is not usable:', ...complaints].join('\n  '));
  }
}

/** Exit code of sysexits.h for a configuration that cannot be used. */
export const EX_CONFIG = 78;

/** @throws {SettingsError} with everything that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return read(env, (variables) => ({
    port: variables.port('PORT') ?? 8080,
    metricsPort: variables.port('METRICS_PORT'),
    publicUrl: variables.url('PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, ''),
    database: readServer(variables) ?? { kind: 'embedded', folder: variables.text('DATA_DIR') ?? '.data' },
    tenantsFile: variables.text('TENANTS_FILE'),
    logLevel: variables.choice('LOG_LEVEL', LOG_LEVELS) ?? 'info',
  }));
}

/** What the migration needs to know. */
export interface MigrationSettings {
  readonly database: DatabaseServer;

  /** Managed identity that serves requests. Undefined when the migration's own login does. */
  readonly member: { readonly name: string; readonly objectId: string } | undefined;
}

/** @throws {SettingsError} with everything that is wrong. */
export function readMigrationSettings(env: NodeJS.ProcessEnv): MigrationSettings {
  return read(env, (variables) => {
    const name = variables.text('RUNTIME_ROLE');
    const objectId = variables.text('RUNTIME_OBJECT_ID');
    if ((name === undefined) !== (objectId === undefined)) {
      variables.complain('RUNTIME_ROLE and RUNTIME_OBJECT_ID belong together; set both or neither');
    }
    const database = readServer(variables);
    if (!database) variables.complain('DATABASE_URL is not set; it names the database to bring up to date');
    return {
      database: database ?? { kind: 'server', url: '', authentication: 'password', identityClientId: undefined },
      member: name === undefined || objectId === undefined ? undefined : { name, objectId },
    };
  });
}

function readServer(variables: Variables): DatabaseServer | undefined {
  const url = variables.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const authentication = variables.choice('DATABASE_AUTHENTICATION', ['password', 'entra'] as const) ?? 'password';
  const identityClientId = variables.text('AZURE_CLIENT_ID');
  return url === undefined ? undefined : { kind: 'server', url, authentication, identityClientId };
}

/** Reads all variables before it complains about any. */
function read<Result>(env: NodeJS.ProcessEnv, reader: (variables: Variables) => Result): Result {
  const variables = new Variables(env);
  const result = reader(variables);
  variables.throwComplaints();
  return result;
}

/** The environment, variable by variable. An empty one counts as not set. */
class Variables {
  readonly #env: NodeJS.ProcessEnv;
  readonly #complaints: string[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  port(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      this.complain(`${name} must be a port from 0 to 65535; got '${text}'`);
    }
    return port;
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const protocol = URL.canParse(text) ? new URL(text).protocol : '';
    // Not repeated: a database URL may hold a password.
    if (!protocols.includes(protocol)) this.complain(`${name} must be a URL that starts with ${protocols[0]}//`);
    return text;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) {
      this.complain(`${name} must be one of ${choices.join(', ')}; got '${text}'`);
    }
    return choice;
  }

  complain(complaint: string): void {
    this.#complaints.push(complaint);
  }

  throwComplaints(): void {
    if (this.#complaints.length > 0) throw new SettingsError(this.#complaints);
  }
}
