import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { startEmbeddedPostgres } from '../service/storage/embedded-postgres';
import { migrate } from '../service/storage/migrate';

import { type Compared, type Course, holds, type Limit, type Round, summed } from './comparison';
import { type Load, throughput } from './load';
import { renderRatios } from './ratio-table';
import { benchTenants } from './registry';
import { ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';

interface Options extends Course {
  readonly users: number;
  readonly warmUp: number;
}

/** Numbers of streams to measure. The receiver of the last stream never answers. */
const STREAMS = [1, 10] as const;
type Count = 0 | (typeof STREAMS)[number];

const SLUGS = { 0: 'none', 1: 'one', 10: 'ten' } as const satisfies Record<Count, string>;
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
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-bench-'));
  const postgres = await startEmbeddedPostgres('memory', { shared_buffers: '1GB' });
  const servers: ServerProcess[] = [];
  try {
    await bundle(['service/main.ts', 'bench/stream-receiver.ts'], folder);
    await migrate({ connectionString: postgres.url });
    const seed = await Seed.open(postgres.url);
    for (const slug of Object.values(SLUGS)) await seed.users(slug, options.users);
    await seed.close();
    writeFileSync(join(folder, SECRET), randomBytes(32).toString('hex'));
    const receiver = await startServer(join(folder, 'stream-receiver.js'), {});
    servers.push(receiver);

    const start = async (count: Count) => {
      const service = await Service.start(count, receiver.url, postgres.url, folder, options);
      servers.push(service.server);
      return service;
    };
    const none = await start(0);
    const results: Compared[] = [];
    for (const count of STREAMS) results.push(...(await compareWrites(none, await start(count), count, options)));
    console.log(renderRatios(results));
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const server of servers) {
      process.kill(server.processId, 'SIGCONT');
      await server.stop();
    }
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A service with a single tenant, which has a number of streams. The service is suspended while it is not measured. */
class Service {
  readonly server: ServerProcess;
  readonly #loads: ScimLoads;

  static async start(
    count: Count,
    receiverUrl: string,
    databaseUrl: string,
    folder: string,
    { users, warmUp }: Options,
  ) {
    const slug = SLUGS[count];
    const declared = Array.from({ length: count }, (_, index) => ({
      name: `stream-${index + 1}`,
      delivery: 'webhook',
      url: `${receiverUrl}/${index + 1 < count ? 'hooks' : 'dead'}`,
      secrets: [SECRET],
      privateAddresses: true,
    }));
    const { registry, tokens } = benchTenants([slug], {
      rate: { perSecond: 100_000, burst: 1_000_000 },
      streams: declared,
    });
    const path = join(folder, `${slug}.json`);
    writeFileSync(path, registry);
    const env = { DATABASE_URL: databaseUrl, PORT: '0', TENANTS_FILE: path, SECRETS_FOLDER: folder };
    const server = await startServer(join(folder, 'main.js'), env);
    const service = new Service(server, new ScimLoads(server.url, slug, tokens[slug], users));
    console.log(`${streamsOf(count)}: warming up …`);
    for (const load of service.writes.values()) await throughput(load, warmUp);
    service.#signal('SIGSTOP');
    return service;
  }

  private constructor(server: ServerProcess, loads: ScimLoads) {
    this.server = server;
    this.#loads = loads;
  }

  get writes(): ReadonlyMap<string, Load> {
    return new Map([
      ['create a user', this.#loads.createUser()],
      ['change a user', this.#loads.patchUser()],
    ]);
  }

  /**
   * Measures writes. The service is then suspended, so that events that it has not delivered yet do not slow down other
   * measurements.
   */
  async measure(write: string, seconds: number): Promise<number> {
    const load = this.writes.get(write);
    if (!load) throw new Error(`there is no write '${write}'`);
    this.#signal('SIGCONT');
    const { perSecond } = await throughput(load, seconds);
    this.#signal('SIGSTOP');
    return perSecond;
  }

  #signal(signal: 'SIGCONT' | 'SIGSTOP'): void {
    process.kill(this.server.processId, signal);
  }
}

async function compareWrites(none: Service, some: Service, count: Count, { rounds, seconds }: Course) {
  const results: Compared[] = [];
  for (const write of none.writes.keys()) {
    const question = `${write} of a tenant with ${streamsOf(count)}`;
    console.log(`${question} …`);
    const measured: Round<number>[] = [];
    for (let round = 0; round < rounds; round++) {
      measured.push({ base: await none.measure(write, seconds), subject: await some.measure(write, seconds) });
    }
    results.push(summed(question, LIMIT, measured));
  }
  return results;
}

function streamsOf(count: Count): string {
  return `${count} stream${count === 1 ? '' : 's'}`;
}
