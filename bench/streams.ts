import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';
import { Client } from 'pg';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { migrate } from '../service/storage/setup/migrate';

import { answeredAndSpent, type Compared, type Course, holds, inTurn, type Round, summed } from './comparison';
import { postmasterOf } from './processor-time';
import { renderRatios } from './ratio-table';
import { benchTenants } from './registry';
import { ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';
import { openWorkplace } from './workplace';
import { DEAD, type Write, Writer, WRITES } from './writer';

interface Options extends Course {
  readonly users: number;
}

/**
 * The tenants of one service. For each tenant, the number of streams whose receivers answer (`alive`), and the number
 * of streams whose receivers never answer (`dead`).
 */
const TENANTS = {
  'no stream': { slug: 'none', alive: 0, dead: 0 },
  'one stream, dead': { slug: 'one-dead', alive: 0, dead: 1 },
  '10 streams, one dead': { slug: 'ten-one-dead', alive: 9, dead: 1 },
} as const;
type Name = keyof typeof TENANTS;

/**
 * How fast the bench sends writes. `usual`: at the highest rate at which Entra sends them. They come in bursts: each
 * second begins with all its requests, one after another on each connection. `full`: as fast as the service answers.
 */
type Pace = 'full' | 'usual';

/** The tenants whose writes are compared with those of the tenant without a stream. */
const SUBJECTS = ['one stream, dead', '10 streams, one dead'] as const satisfies readonly Name[];

const SECRET = 'stream-1';

export const streams = new Command('streams')
  .description('How much do streams of events slow down the writes of Entra, if one of their receivers never answers?')
  .option('--users <n>', 'users of each tenant', wholeNumber(1), 5_000)
  .option('--rounds <n>', 'how often each pair is measured', wholeNumber(1), 5)
  .option('--seconds <n>', 'how long each measurement takes', wholeNumber(1), 3)
  .action(run);

async function run(options: Options): Promise<void> {
  await using workplace = await openWorkplace();
  const { folder, databaseUrl } = workplace;
  const database = new Client({ connectionString: databaseUrl });
  const servers: ServerProcess[] = [];
  try {
    await bundle(['service/main.ts', 'bench/stream-receiver.ts'], folder);
    await migrate({ connectionString: databaseUrl });
    const seed = await Seed.open(databaseUrl);
    for (const { slug } of Object.values(TENANTS)) await seed.users(slug, options.users);
    await seed.close();
    await database.connect();
    const receiver = await startServer(join(folder, 'stream-receiver.js'), {});
    servers.push(receiver);
    const { registry, tokens } = declareTenants(receiver.url);
    const service = await startService(folder, databaseUrl, registry);
    servers.push(service);
    const processes = { server: service.processId, postgres: await postmasterOf(database) };
    const writerOf = ({ slug }: (typeof TENANTS)[Name]) =>
      new Writer(slug, new ScimLoads(service.url, slug, tokens[slug], options.users, processes), database);
    const base = writerOf(TENANTS['no stream']);
    const subjects = SUBJECTS.map((name) => ({ name, subject: writerOf(TENANTS[name]) }));

    console.log('warming up …');
    for (const writer of [base, ...subjects.map(({ subject }) => subject)]) await writer.warmUp();
    const results: Compared[] = [];
    for (const pace of ['usual', 'full'] as const) {
      for (const { name, subject } of subjects) {
        for (const write of WRITES) {
          const question = `${write}, ${name} (${pace} pace)`;
          console.log(`${question} …`);
          results.push(...(await compareAt(pace, question, write, { base, subject }, options)));
        }
      }
    }
    console.log(renderRatios(results));
    for (const { name, subject } of subjects) {
      console.log(`${name}: ${subject.caughtUpSeconds.toFixed(1)} s at most until the others had all events`);
    }
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const server of servers) await server.stop();
    await database.end();
  }
}

/** The registry of all tenants, with their streams. */
function declareTenants(receiverUrl: string) {
  const rate = { perSecond: 100_000, burst: 1_000_000 };
  const tenants = Object.values(TENANTS);
  const streamsOf = new Map(tenants.map((tenant) => [tenant.slug, streamsTo(receiverUrl, tenant)]));
  return benchTenants(
    tenants.map(({ slug }) => slug),
    (slug) => ({ rate, streams: streamsOf.get(slug) }),
  );
}

function streamsTo(receiverUrl: string, { alive, dead }: (typeof TENANTS)[Name]): object[] {
  return Array.from({ length: alive + dead }, (_, index) => ({
    name: index < alive ? `alive-${index + 1}` : DEAD,
    delivery: 'webhook',
    url: `${receiverUrl}/${index < alive ? 'hooks' : 'dead'}`,
    secrets: [SECRET],
    privateAddresses: true,
  }));
}

function startService(folder: string, databaseUrl: string, registry: string): Promise<ServerProcess> {
  writeFileSync(join(folder, SECRET), randomBytes(32).toString('hex'));
  const path = join(folder, 'tenants.json');
  writeFileSync(path, registry);
  const env = { DATABASE_URL: databaseUrl, PORT: '0', TENANTS_FILE: path, SECRETS_FOLDER: folder };
  return startServer(join(folder, 'main.js'), env);
}

async function compareAt(
  pace: Pace,
  question: string,
  write: Write,
  writers: Round<Writer>,
  { rounds, seconds }: Course,
): Promise<readonly Compared[]> {
  if (pace === 'full') {
    return answeredAndSpent(question, await inTurn(rounds, writers, (writer) => writer.throughput(write, seconds)));
  }
  const measured = await inTurn(rounds, writers, (writer) => writer.latency(write, seconds));
  return [summed(question, { throughputAtLeast: 0.95 }, measured, 'ms')];
}
