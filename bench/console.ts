import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { Command } from 'commander';
import { Client } from 'pg';

import { renderTable } from '../command-line/table';
import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import type { Person } from '../service/console/visit';
import { sessionSeal } from '../service/pages/session';
import { sessionKeyOf } from '../service/pages/session-key';
import { migrate } from '../service/storage/setup/migrate';

import { seedConsole, untilCounted } from './console-seed';
import { groupIdOf, slugOf, userIdOf } from './history-seed';
import { percentile } from './latencies';
import { postmasterOf, type Processes, processorTime, type Spent } from './processor-time';
import { benchTenants } from './registry';
import { type ServerProcess, startServer } from './server-process';
import { openWorkplace } from './workplace';

interface Options {
  readonly tenants: number;
  readonly users: number;
  readonly largest: number;
  readonly times: number;
}

/** Settings of PostgreSQL. The write-ahead log may grow large, because the data need not survive a crash. */
const SERVER = { max_wal_size: '8GB' };

/** Number of changes to each user in the year of history, not counting the user's creation. */
const CHANGES = 1;

const NUMBERS = ['p50 ms', 'p99 ms', 'service ms', 'PostgreSQL ms', 'kB sent'];

/** Number of times that each page is opened before it is measured. */
const WARM_UP = 10;

/** Maximum processor time that the page with all tenants may take, in milliseconds. */
const FLEET_MAX_MS = 200;

export const consolePages = new Command('console')
  .description('How long does each page of the console take, with many tenants and users?')
  .option('--tenants <n>', 'tenants', wholeNumber(1), 1_000)
  .option('--users <n>', 'users of each tenant', wholeNumber(1), 1_000)
  .option('--largest <n>', 'users of the largest tenant', wholeNumber(1), 100_000)
  .option('--times <n>', 'how often each page is measured', wholeNumber(1), 200)
  .action(run);

async function run(options: Options): Promise<void> {
  await using workplace = await openWorkplace(SERVER);
  const { folder, databaseUrl } = workplace;
  let server: ServerProcess | undefined;
  try {
    await bundle(['service/main.ts'], folder);
    await migrate({ connectionString: databaseUrl });
    await seedConsole(databaseUrl, { ...options, changes: CHANGES }, (what) => {
      console.log(`  ${what}`);
    });
    const slugs = Array.from({ length: options.tenants }, (_, tenant) => slugOf(tenant));
    const registryFile = join(folder, 'tenants.json');
    writeFileSync(registryFile, benchTenants(slugs).registry);
    const secret = randomBytes(32).toString('hex');
    server = await startServer(join(folder, 'main.js'), {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      TENANTS_FILE: registryFile,
      ADMIN_CLIENT_ID: randomUUID(), // nobody signs in: the bench seals a session itself
      ADMIN_DIRECTORY_ID: randomUUID(),
      SESSION_SECRET: secret,
    });
    console.log('waiting until the service has counted each tenant …');
    await untilCounted(databaseUrl, options.tenants);
    const processes = { server: server.processId, postgres: await postmasterAt(databaseUrl) };
    const pages = await measure(server.url, await cookieOf(secret), processes, options);
    console.log('Processor time is that of one page; other load on the machine does not count there.');
    console.log(renderTable(['page', ...NUMBERS], pages.map(rowOf), { numbers: NUMBERS }));
    const fleet = pages[0]?.spent;
    process.exitCode = fleet && fleet.server + fleet.postgres > FLEET_MAX_MS ? 1 : 0;
    console.log(`The page with all tenants may take ${FLEET_MAX_MS} ms of processor time.`);
  } finally {
    await server?.stop();
  }
}

/** Creates the session cookie of an auditor who is signed in. */
async function cookieOf(secret: string): Promise<string> {
  const { seal } = sessionSeal<Person>(sessionKeyOf(secret), 'console', () => new Date());
  const person: Person = { id: 'bench', name: 'Bench', roles: ['auditor'] };
  return `console=${await seal({ person, formToken: '', expiresAt: new Date(Date.now() + 86_400_000) })}`;
}

/**
 * All pages of the console, with the path of each. Pages about an ordinary tenant show a different tenant each time
 * that they are opened.
 */
function pagesOf({ tenants, users }: Options): [page: string, pathOf: (index: number) => string][] {
  const tenant = (index: number) => `/tenants/${slugOf(1 + ((index * 37) % Math.max(1, tenants - 1)))}`;
  const largest = `/tenants/${slugOf(0)}`;
  const user = (index: number) => userIdOf((index * 31) % users);
  return [
    [`all ${tenants} tenants`, () => ''],
    ['tenants whose name contains a text', (index) => `?q=tenant-00${index % 10}`],
    ['all tenants, most refusals first', () => '?sort=refusals'],
    ['a tenant', tenant],
    ['a tenant, plots of a week', (index) => `${tenant(index)}?span=week`],
    ['its users', (index) => `${tenant(index)}/users`],
    ['its users whose name contains a text', (index) => `${tenant(index)}/users?name=ser${index % users}`],
    ['its users of a role', (index) => `${tenant(index)}/users?role=account_administrator`],
    ['one user', (index) => `${tenant(index)}/users/${user(index)}`],
    ['its groups', (index) => `${tenant(index)}/groups`],
    ['one group', (index) => `${tenant(index)}/groups/${groupIdOf(index % Math.ceil(users / 40))}`],
    ['activity', (index) => `${tenant(index)}/activity`],
    ['refused', (index) => `${tenant(index)}/refused`],
    ['access review', (index) => `${tenant(index)}/access`],
    ['tokens', (index) => `${tenant(index)}/tokens`],
    ['streams', (index) => `${tenant(index)}/streams`],
    ['the largest tenant', () => largest],
    ['its users', () => `${largest}/users`],
    ['its users whose name contains a text', (index) => `${largest}/users?name=ser${index}`],
    ['its users of a role', () => `${largest}/users?role=account_administrator`],
  ];
}

async function postmasterAt(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const postmaster = await postmasterOf(client);
  await client.end();
  return postmaster;
}

/** The cost of opening a page. Times are in milliseconds. */
interface Opened {
  readonly page: string;
  readonly p50: number;
  readonly p99: number;

  /** Processor time of one page. Undefined on systems that do not report it. */
  readonly spent: Spent | undefined;

  /** Size of the compressed page. */
  readonly bytes: number;
}

/** Opens each page repeatedly, one page after another. */
async function measure(url: string, cookie: string, processes: Processes, options: Options): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const [page, pathOf] of pagesOf(options)) {
    console.log(`${page} …`);
    const open = async (index: number) => {
      const path = `/console${pathOf(index)}`;
      const { status, bytes } = await bytesOf(new URL(path, url), cookie);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      return bytes;
    };
    for (let index = 0; index < WARM_UP; index++) await open(index);
    const taken: number[] = [];
    let bytes = 0;
    const before = processorTime(processes);
    for (let index = 0; index < options.times; index++) {
      const start = performance.now();
      bytes = await open(index);
      taken.push(performance.now() - start);
    }
    const after = processorTime(processes);
    taken.sort((one, other) => one - other);
    const spent = before &&
      after && {
        server: (after.server - before.server) / options.times,
        postgres: (after.postgres - before.postgres) / options.times,
      };
    opened.push({ page, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99), spent, bytes });
  }
  return opened;
}

/** Opens a page as a browser does, and counts the bytes of its body as they are sent. */
async function bytesOf(url: URL, cookie: string): Promise<{ status: number | undefined; bytes: number }> {
  const headers = { Cookie: cookie, 'Accept-Encoding': 'gzip', 'Sec-Fetch-Site': 'same-origin' };
  const sent = get(url, { headers });
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  return { status: answer.statusCode, bytes };
}

function rowOf({ page, p50, p99, spent, bytes }: Opened): (number | string)[] {
  const ms = (value: number | undefined) => value?.toFixed(1) ?? '';
  return [page, ms(p50), ms(p99), ms(spent?.server), ms(spent?.postgres), Math.round(bytes / 1e3)];
}
