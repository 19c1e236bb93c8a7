import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Command } from 'commander';
import { Client } from 'pg';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { migrate } from '../service/storage/migrate';

import { answeredAndSpent, type Compared, type Course, holds, inTurn, type Round, summed, warmUp } from './comparison';
import { latencies } from './latencies';
import { type Load, type Throughput, throughput } from './load';
import { parentOf } from './processor-time';
import { renderRatios } from './ratio-table';
import { benchTenants } from './registry';
import { ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';
import { openWorkplace } from './workplace';

interface Options extends Course {
  readonly users: number;
}

/**
 * For each kind of tenant, the number of streams whose receivers answer (`alive`), and the number of streams whose
 * receivers never answer (`dead`).
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

const WRITES = {
  'create a user': (loads) => loads.createUser(),
  'change a user': (loads) => loads.patchUser(),
} as const satisfies Record<string, (loads: ScimLoads) => Load>;
type Write = keyof typeof WRITES;

/** Maximum time in which the streams must deliver what the writes of one measurement left to deliver, in seconds. */
const CATCH_UP_SECONDS = 300;

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
    writeFileSync(join(folder, SECRET), randomBytes(32).toString('hex'));
    const receiver = await startServer(join(folder, 'stream-receiver.js'), {});
    servers.push(receiver);
    const { rows } = await database.query<{ id: number }>('select pg_backend_pid() as id');
    const surroundings = {
      folder,
      databaseUrl,
      database,
      receiverUrl: receiver.url,
      postgres: parentOf(rows[0]?.id ?? NaN),
    };

    const services = {} as Record<Name, Service>;
    for (const name of Object.keys(TENANTS) as Name[]) {
      console.log(`${name}: warming up …`);
      services[name] = await startService(name, surroundings, options.users);
      servers.push(services[name].server);
      await services[name].warmUp();
    }
    const results: Compared[] = [];
    for (const pace of ['usual', 'full'] as const) {
      for (const subject of SUBJECTS) {
        for (const write of Object.keys(WRITES) as Write[]) {
          const question = `${write}, ${subject} (${pace} pace)`;
          console.log(`${question} …`);
          const pair = { base: services['no stream'], subject: services[subject] };
          results.push(...(await compareAt(pace, question, write, pair, options)));
        }
      }
    }
    console.log(renderRatios(results));
    const { caughtUpSeconds } = services['10 streams, one dead'];
    console.log(
      `10 streams, one dead: after a measurement, ${caughtUpSeconds.toFixed(1)} s at most until the others had all events`,
    );
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const server of servers) {
      process.kill(server.processId, 'SIGCONT');
      await server.stop();
    }
    await database.end();
  }
}

interface Surroundings {
  readonly folder: string;
  readonly databaseUrl: string;

  /** A connection of the database's owner. */
  readonly database: Client;
  readonly receiverUrl: string;

  /** Id of PostgreSQL's first process. */
  readonly postgres: number;
}

/** Starts a service with one tenant, which has the streams that `name` describes. */
async function startService(name: Name, surroundings: Surroundings, users: number): Promise<Service> {
  const { folder, databaseUrl, database, receiverUrl, postgres } = surroundings;
  const { slug, alive, dead } = TENANTS[name];
  const declared = Array.from({ length: alive + dead }, (_, index) => ({
    name: index < alive ? `alive-${index + 1}` : 'dead',
    delivery: 'webhook',
    url: `${receiverUrl}/${index < alive ? 'hooks' : 'dead'}`,
    secrets: [SECRET],
    privateAddresses: true,
  }));
  const rate = { perSecond: 100_000, burst: 1_000_000 };
  const { registry, tokens } = benchTenants([slug], { rate, streams: declared });
  const path = join(folder, `${slug}.json`);
  writeFileSync(path, registry);
  const env = { DATABASE_URL: databaseUrl, PORT: '0', TENANTS_FILE: path, SECRETS_FOLDER: folder };
  const server = await startServer(join(folder, 'main.js'), env);
  const loads = new ScimLoads(server.url, slug, tokens[slug], users, { server: server.processId, postgres });
  return new Service(slug, server, loads, database);
}

/** A service that is suspended while it is not being measured, so that it does not slow down other measurements. */
class Service {
  readonly server: ServerProcess;
  readonly #slug: string;
  readonly #loads: ScimLoads;
  readonly #database: Client;
  #caughtUpSeconds = 0;

  constructor(slug: string, server: ServerProcess, loads: ScimLoads, database: Client) {
    this.#slug = slug;
    this.server = server;
    this.#loads = loads;
    this.#database = database;
  }

  /** The longest time that the streams took to deliver all events after a measurement, in seconds. */
  get caughtUpSeconds(): number {
    return this.#caughtUpSeconds;
  }

  async warmUp(): Promise<void> {
    for (const write of Object.values(WRITES)) await this.#running(() => warmUp(write(this.#loads)));
    this.#caughtUpSeconds = 0;
  }

  /** Measures writes per second, and the processor time of each. */
  throughput(write: Write, seconds: number): Promise<Throughput> {
    return this.#running(() => throughput(WRITES[write](this.#loads), seconds));
  }

  /** Measures the median response time, in milliseconds. */
  async latency(write: Write, seconds: number): Promise<number> {
    const { p50, failed } = await this.#running(() => latencies(WRITES[write](this.#loads), seconds));
    if (failed > 0) throw new Error(`${failed} requests failed: '${write}'`);
    return p50;
  }

  async #running<Result>(measure: () => Promise<Result>): Promise<Result> {
    process.kill(this.server.processId, 'SIGCONT');
    try {
      const result = await measure();
      const seconds = await this.#catchUp();
      this.#caughtUpSeconds = Math.max(this.#caughtUpSeconds, seconds);
      return result;
    } finally {
      process.kill(this.server.processId, 'SIGSTOP');
    }
  }

  /** Waits until the receivers that answer have all events. @returns how long that took, in seconds. */
  async #catchUp(): Promise<number> {
    const begun = performance.now();
    for (;;) {
      await sleep(100);
      const { rows } = await this.#database.query(
        "select from scim.stream_positions where tenant_id = $1 and stream <> 'dead' and due_at is not null limit 1",
        [this.#slug],
      );
      const seconds = (performance.now() - begun) / 1e3;
      if (rows.length === 0) return seconds;
      if (seconds > CATCH_UP_SECONDS) throw new Error(`the streams did not catch up within ${CATCH_UP_SECONDS} s`);
    }
  }
}

async function compareAt(
  pace: Pace,
  question: string,
  write: Write,
  services: Round<Service>,
  { rounds, seconds }: Course,
): Promise<readonly Compared[]> {
  if (pace === 'full') {
    const measured = await inTurn(rounds, services, (service) => service.throughput(write, seconds));
    return answeredAndSpent(question, measured);
  }
  const measured = await inTurn(rounds, services, (service) => service.latency(write, seconds));
  return [summed(question, { throughputAtLeast: 0.95 }, measured, 'ms')];
}
