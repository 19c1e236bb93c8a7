import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Client } from 'pg';

import { bundle } from '../service/bundle';

import { postmasterOf, type Processes } from './processor-time';
import { benchTenants } from './registry';
import { ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';

/** Sizes of the large tenant. */
export interface Sizes {
  readonly users: number;

  /** Number of members of the large group. */
  readonly members: number;

  /** Number of groups with 40 members each. */
  readonly groups: number;
}

/** Sizes of the small tenant and its groups. The large tenant and its groups are compared with these. */
export const FEW = { users: 1_000, members: 10, groups: 3 };

/** Number of members of an ordinary group. */
export const ORDINARY = 40;

export const LARGE_GROUP = 1;
export const SMALL_GROUP = 2;
export const ORDINARY_GROUP = 3;

/**
 * The highest rate limit that the service allows. With a lower limit, a load at full speed would measure only refusals.
 */
const UNHURRIED = { rate: { perSecond: 100_000, burst: 1_000_000 } };

/** Programs of the bench itself, which run in addition to the service. */
const OWN_PROGRAMS = ['bench/floor-server.ts', 'bench/distant-proxy.ts'];

/** The service from one checkout, with a database of its own. The database contains a large and a small tenant. */
export class Site {
  readonly databaseUrl: string;
  readonly #folder: string;
  readonly #sizes: Sizes;
  readonly #tenants = benchTenants(['large', 'small'], () => UNHURRIED);
  readonly #servers: ServerProcess[] = [];
  readonly #postgres: number;

  private constructor(folder: string, databaseUrl: string, sizes: Sizes, postgres: number) {
    this.#folder = folder;
    this.databaseUrl = databaseUrl;
    this.#sizes = sizes;
    this.#postgres = postgres;
  }

  /**
   * Bundles the same programs as the image, and fills the database.
   *
   * @param name name of the site, used for its folder and its database.
   * @param postgresUrl connection URL for the server's administrator.
   * @param checkout folder of the repository that contains the service.
   */
  static async open(name: string, postgresUrl: string, folder: string, sizes: Sizes, checkout = '.'): Promise<Site> {
    const programs = join(folder, name);
    mkdirSync(programs);
    const own = (await import(join(resolve(checkout), 'service/bundle'))) as typeof import('../service/bundle');
    await own.bundle(own.PROGRAMS, programs, checkout); // by the checkout's own rules, because they change
    await bundle(OWN_PROGRAMS, programs);
    const { databaseUrl, postgres } = await makeDatabase(postgresUrl, name);
    execFileSync(process.execPath, [join(programs, 'migrate.js')], { env: { DATABASE_URL: databaseUrl } });
    await writeDirectory(databaseUrl, sizes);
    return new Site(programs, databaseUrl, sizes, postgres);
  }

  /** Starts the service. @param databaseUrl URL at which the service reaches its database. */
  async service(databaseUrl = this.databaseUrl): Promise<Record<'large' | 'small', ScimLoads>> {
    const registryFile = join(this.#folder, 'tenants.json');
    writeFileSync(registryFile, this.#tenants.registry);
    const server = await this.start('main.js', { DATABASE_URL: databaseUrl, PORT: '0', TENANTS_FILE: registryFile });
    const { tokens } = this.#tenants;
    const processes = this.#processes(server);
    return {
      large: new ScimLoads(server.url, 'large', tokens.large, this.#sizes.users, processes),
      small: new ScimLoads(server.url, 'small', tokens.small, FEW.users, processes),
    };
  }

  /** Starts the minimal server, with which the service is compared. @returns Entra's requests to the minimal server. */
  async floor(): Promise<ScimLoads> {
    const token = this.#tenants.tokens.large;
    const server = await this.start('floor-server.js', {
      DATABASE_URL: this.databaseUrl,
      TENANT: 'large',
      TOKEN_SHA256: createHash('sha256').update(token).digest('hex'),
    });
    return new ScimLoads(server.url, 'large', token, this.#sizes.users, this.#processes(server));
  }

  /** Starts one of the site's programs. */
  async start(program: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const server = await startServer(join(this.#folder, program), env);
    this.#servers.push(server);
    return server;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) await server.stop();
  }

  #processes({ processId: server }: ServerProcess): Processes {
    return { server, postgres: this.#postgres };
  }
}

async function makeDatabase(url: string, name: string): Promise<{ databaseUrl: string; postgres: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${client.escapeIdentifier(name)}`);
  const postgres = await postmasterOf(client);
  await client.end();
  return { databaseUrl: Object.assign(new URL(url), { pathname: name }).href, postgres };
}

async function writeDirectory(url: string, { users, members, groups }: Sizes): Promise<void> {
  const seed = await Seed.open(url);
  await seed.users('large', users);
  await seed.users('small', FEW.users);
  await seed.group('large', LARGE_GROUP, members);
  await seed.group('large', SMALL_GROUP, FEW.members);
  await seed.groups('large', { first: ORDINARY_GROUP, count: groups, members: ORDINARY });
  await seed.groups('small', { first: ORDINARY_GROUP, count: FEW.groups, members: ORDINARY });
  await seed.close();
}
