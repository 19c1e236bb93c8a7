import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { migrate } from '../service/storage/migrate';

import { type Compared, type Course, holds, type Limit, type Round, summed } from './comparison';
import { latencies } from './latencies';
import { type Load, throughput } from './load';
import { renderRatios } from './ratio-table';
import { benchTenants } from './registry';
import { ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';
import { openWorkplace } from './workplace';

interface Options extends Course {
  readonly users: number;
  readonly warmUp: number;
}

/**
 * For each kind of tenant, the number of streams whose receivers answer (`alive`), and the number of streams whose
 * receivers never answer (`dead`).
 */
const TENANTS = {
  'no stream': { slug: 'none', alive: 0, dead: 0 },
  'one stream, dead': { slug: 'one-dead', alive: 0, dead: 1 },
  '9 streams': { slug: 'nine', alive: 9, dead: 0 },
  '10 streams, one dead': { slug: 'ten-one-dead', alive: 9, dead: 1 },
} as const;
type Name = keyof typeof TENANTS;

/**
 * How fast the bench sends writes. `usual`: at the highest rate at which Entra sends them. `full`: as fast as the
 * service answers.
 */
type Pace = 'full' | 'usual';

/**
 * The loads to compare. `usual` comes first, because `full` leaves undelivered events behind, which are then delivered
 * during the next measurement. At full pace, streams whose receivers answer take processor time from the requests,
 * whether or not there is also a dead receiver. So the base has these streams too.
 */
const COMPARISONS: readonly (readonly [subject: Name, base: Name, pace: Pace])[] = [
  ['one stream, dead', 'no stream', 'usual'],
  ['10 streams, one dead', 'no stream', 'usual'],
  ['one stream, dead', 'no stream', 'full'],
  ['10 streams, one dead', '9 streams', 'full'],
];

const WRITES = {
  'create a user': (loads) => loads.createUser(),
  'change a user': (loads) => loads.patchUser(),
} as const satisfies Record<string, (loads: ScimLoads) => Load>;
type Write = keyof typeof WRITES;

const LIMIT: Limit = { throughputAtLeast: 0.95 };
const SECRET = 'stream-1';

export const streams = new Command('streams')
  .description('How much do streams of events slow down the writes of Entra, if one of their receivers never answers?')
  .option('--users <n>', 'users of each tenant', wholeNumber(1), 5_000)
  .option('--rounds <n>', 'how often each pair is measured', wholeNumber(1), 5)
  .option('--seconds <n>', 'how long each measurement takes', wholeNumber(1), 3)
  .option('--warm-up <n>', 'seconds of requests to each service before measuring', wholeNumber(1), 10)
  .action(run);

async function run(options: Options): Promise<void> {
  await using workplace = await openWorkplace();
  const { folder, databaseUrl } = workplace;
  const servers: ServerProcess[] = [];
  try {
    await bundle(['service/main.ts', 'bench/stream-receiver.ts'], folder);
    await migrate({ connectionString: databaseUrl });
    const seed = await Seed.open(databaseUrl);
    for (const { slug } of Object.values(TENANTS)) await seed.users(slug, options.users);
    await seed.close();
    writeFileSync(join(folder, SECRET), randomBytes(32).toString('hex'));
    const receiver = await startServer(join(folder, 'stream-receiver.js'), {});
    servers.push(receiver);

    const services = {} as Record<Name, Service>;
    for (const name of Object.keys(TENANTS) as Name[]) {
      console.log(`${name}: warming up …`);
      const { server, loads } = await startService(name, receiver.url, databaseUrl, folder, options.users);
      servers.push(server);
      services[name] = new Service(server, loads);
      for (const write of Object.keys(WRITES) as Write[]) await services[name].latency(write, options.warmUp);
    }
    const results: Compared[] = [];
    for (const [subject, base, pace] of COMPARISONS) {
      for (const write of Object.keys(WRITES) as Write[]) {
        const question = `${write}, ${subject} (${pace} pace, ${base})`;
        console.log(`${question} …`);
        results.push(await compareAt(pace, question, write, services[base], services[subject], options));
      }
    }
    console.log(renderRatios(results));
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const server of servers) {
      process.kill(server.processId, 'SIGCONT');
      await server.stop();
    }
  }
}

/** Starts a service with one tenant, which has the streams that `name` describes. */
async function startService(name: Name, receiverUrl: string, databaseUrl: string, folder: string, users: number) {
  const { slug, alive, dead } = TENANTS[name];
  const declared = Array.from({ length: alive + dead }, (_, index) => ({
    name: `stream-${index + 1}`,
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
  return { server, loads: new ScimLoads(server.url, slug, tokens[slug], users) };
}

/**
 * A service that is suspended while it is not being measured, so that its undelivered events do not slow down other
 * measurements.
 */
class Service {
  readonly #server: ServerProcess;
  readonly #loads: ScimLoads;

  constructor(server: ServerProcess, loads: ScimLoads) {
    this.#server = server;
    this.#loads = loads;
  }

  /** Measures writes per second. */
  async throughput(write: Write, seconds: number): Promise<number> {
    return (await this.#running(() => throughput(WRITES[write](this.#loads), seconds))).perSecond;
  }

  /** Measures the median response time, in milliseconds. */
  async latency(write: Write, seconds: number): Promise<number> {
    const { p50, failed } = await this.#running(() => latencies(WRITES[write](this.#loads), seconds));
    if (failed > 0) throw new Error(`${failed} requests failed: '${write}'`);
    return p50;
  }

  async #running<Result>(measure: () => Promise<Result>): Promise<Result> {
    process.kill(this.#server.processId, 'SIGCONT');
    try {
      return await measure();
    } finally {
      process.kill(this.#server.processId, 'SIGSTOP');
    }
  }
}

async function compareAt(
  pace: Pace,
  question: string,
  write: Write,
  base: Service,
  subject: Service,
  { rounds, seconds }: Course,
): Promise<Compared> {
  const measure = (service: Service) =>
    pace === 'full' ? service.throughput(write, seconds) : service.latency(write, seconds);
  const measured: Round<number>[] = [];
  for (let round = 0; round < rounds; round++) {
    // Base and subject take turns at being measured first, so that neither benefits from the order.
    const first = await measure(round % 2 === 0 ? base : subject);
    const second = await measure(round % 2 === 0 ? subject : base);
    measured.push(round % 2 === 0 ? { base: first, subject: second } : { base: second, subject: first });
  }
  return summed(question, LIMIT, measured, pace === 'full' ? undefined : 'ms');
}
