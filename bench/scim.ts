import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { startEmbeddedPostgres } from '../service/storage/embedded-postgres';
import { migrate } from '../service/storage/migrate';

import { compare, type Compared, type Comparison, type Course, holds } from './comparison';
import { throughput } from './load';
import { renderRatios } from './ratio-table';
import { benchTenants } from './registry';
import { MATCHING, ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';

interface Options extends Course {
  readonly users: number;
  readonly members: number;
  readonly warmUp: number;
  readonly only: string;
}

/** Sizes of the small tenant and the small group, with which the large ones are compared. */
const FEW = { users: 1_000, members: 10 };
const LARGE_GROUP = 1;
const SMALL_GROUP = 2;

/** A tenant's load at full speed would only measure refusals, so its rate is set to the maximum. */
const UNHURRIED = { rate: { perSecond: 100_000, burst: 1_000_000 } };

/** The setting of a 4 GiB server, Azure's smallest for production: a quarter of the memory is for pages. */
const SERVER = { shared_buffers: '1GB' };

export const scim = new Command('scim')
  .description('What does a request cost in a large tenant and in a large group, and what does the service add to it?')
  .option('--users <n>', 'users of the large tenant', wholeNumber(1), 1_000_000)
  .option('--members <n>', 'members of the large group', wholeNumber(1), 100_000)
  .option('--rounds <n>', 'how often each pair is measured', wholeNumber(1), 5)
  .option('--seconds <n>', 'how long each measurement takes', wholeNumber(1), 3)
  .option('--warm-up <n>', 'seconds for which the large tenant is asked before', wholeNumber(1), 60)
  .option('--only <text>', 'measure the questions that hold this text', '')
  .action(run);

async function run(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-bench-'));
  const postgres = await startEmbeddedPostgres('memory', SERVER);
  const servers: ServerProcess[] = [];
  try {
    await bundle(['service/main.ts', 'bench/floor-server.ts'], folder); // as the image runs it
    console.log(`writing ${count(options.users)} users and a group of ${count(options.members)} …`);
    await migrate({ connectionString: postgres.url });
    await writeDirectory(postgres.url, options);

    const { registry, tokens } = benchTenants(['large', 'small'], UNHURRIED);
    const registryFile = join(folder, 'tenants.json');
    writeFileSync(registryFile, registry);
    const env = { DATABASE_URL: postgres.url };
    const service = await startServer(join(folder, 'main.js'), { ...env, PORT: '0', TENANTS_FILE: registryFile });
    servers.push(service);

    const large = new ScimLoads(service.url, 'large', tokens.large, options.users);
    const small = new ScimLoads(service.url, 'small', tokens.small, FEW.users);
    const floor = await startServer(join(folder, 'floor-server.js'), {
      ...env,
      TENANT: 'large',
      REGISTRY: registry,
      USERS: String(options.users),
      ANSWER_BYTES: String(await large.matchBytes(MATCHING.userName)),
    });
    servers.push(floor);
    const bare = new ScimLoads(floor.url, 'large', tokens.large, options.users); // the same requests

    const results: Compared[] = [];
    const asked = comparisons(large, small, bare, options).filter(({ question }) => question.includes(options.only));
    if (asked.length === 0) throw new Error(`no question holds '${options.only}'`);
    console.log('asking until each process of PostgreSQL has met its pages …');
    for (const tenant of [large, bare]) await throughput(tenant.match(MATCHING.userName), options.warmUp);
    for (const comparison of asked) {
      console.log(`${comparison.question} …`);
      results.push(await compare(comparison, options));
    }
    console.log(renderRatios(results));
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

function comparisons(large: ScimLoads, small: ScimLoads, bare: ScimLoads, options: Options): Comparison[] {
  const users = `${count(options.users)} users over ${count(FEW.users)}`;
  const members = `${count(options.members)} members over ${count(FEW.members)}`;
  const alike = { costAtMost: 1.3 };
  return [
    ...Object.values(MATCHING).map((matching) => ({
      question: `match by ${matching.attribute}, ${users}`,
      subject: large.match(matching),
      base: small.match(matching),
      limit: alike,
    })),
    {
      question: `add and remove a member, ${members}`,
      subject: large.changeMembers(LARGE_GROUP),
      base: large.changeMembers(SMALL_GROUP),
      limit: alike,
    },
    {
      question: `read a group without its members, ${members}`,
      subject: large.readGroupWithoutMembers(LARGE_GROUP),
      base: large.readGroupWithoutMembers(SMALL_GROUP),
      limit: alike,
    },
    {
      question: 'match a user, service over node:http with the same statement',
      subject: large.match(MATCHING.userName),
      base: bare.match(MATCHING.userName),
      limit: { throughputAtLeast: 0.6 },
    },
    {
      question: 'create a user, service over node:http with one insert',
      subject: large.createUser(),
      base: bare.createUser(),
      limit: { throughputAtLeast: 0.5 },
    },
  ];
}

async function writeDirectory(url: string, { users, members }: Options): Promise<void> {
  const seed = await Seed.open(url);
  await seed.users('large', users);
  await seed.users('small', FEW.users);
  await seed.group('large', LARGE_GROUP, members);
  await seed.group('large', SMALL_GROUP, FEW.members);
  await seed.close();
}

function count(number: number): string {
  return number.toLocaleString('en');
}
