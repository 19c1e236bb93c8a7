import { Command } from 'commander';

import { renderTable } from '../command-line/table';
import { wholeNumber } from '../command-line/whole-number';
import { operationsOn } from '../service/admin/operations';
import { TenantRegistry } from '../service/directory/tenant-registry';
import { SqlOverview } from '../service/storage/admin/sql-overview';
import { SqlRoster } from '../service/storage/admin/sql-roster';
import { Database } from '../service/storage/connections/database';
import { openEventLogOn } from '../service/storage/history/sql-event-log';
import { SqlHistory } from '../service/storage/history/sql-history';
import { SqlPositions } from '../service/storage/history/sql-positions';
import { startEmbeddedPostgres } from '../service/storage/setup/embedded-postgres';
import { migrate } from '../service/storage/setup/migrate';
import { openDesk } from '../service/streaming';
import { Streams } from '../service/streams/stream';

import { type FleetSize, seedYear, slugOf, userIdOf } from './history-seed';
import { benchTenants } from './registry';

interface Options extends FleetSize {
  readonly times: number;
}

/**
 * Settings of PostgreSQL. The memory is the same as in the other benches. The write-ahead log may grow large, because
 * the data need not survive a crash.
 */
const SERVER = { shared_buffers: '1GB', max_wal_size: '8GB' };

const NOBODY = { requestId: 'bench', tokenId: 'bench' };
const DAY_MS = 24 * 60 * 60 * 1000;

export const history = new Command('history')
  .description('How large is a year of history, and how long do questions to the admin API take?')
  .option('--tenants <n>', 'tenants', wholeNumber(1), 1_000)
  .option('--users <n>', 'users of each tenant', wholeNumber(1), 1_000)
  .option('--changes <n>', 'changes of each user in the year, after the creation', wholeNumber(0), 4)
  .option('--times <n>', 'how often each question is asked', wholeNumber(1), 20)
  .action(run);

async function run(options: Options): Promise<void> {
  const postgres = await startEmbeddedPostgres('memory', SERVER);
  try {
    await migrate({ connectionString: postgres.url });
    const sizes = await seedYear(postgres.url, options, (what) => {
      console.log(`  ${what}`);
    });
    const rows = sizes.map(({ table, rows: count, bytes }) => [
      table,
      count,
      Math.round(bytes / 1e6),
      Math.round(bytes / count),
    ]);
    console.log(renderTable(['table', 'rows', 'MB', 'bytes a row'], rows));
    console.log(renderTable(['question', 'p50 ms', 'max ms', 'answer kB'], await answers(postgres.url, options)));
  } finally {
    await postgres.stop();
  }
}

/** Measures how long each question takes, from the parsed request to the serialized answer. */
async function answers(url: string, { tenants, users, times }: Options): Promise<(number | string)[][]> {
  const slugs = Array.from({ length: tenants }, (_, tenant) => slugOf(tenant));
  const registry = TenantRegistry.parse(benchTenants(slugs).registry);
  const db = new Database({ connectionString: url, max: 2 }, () => undefined); // the admin API also has two connections
  const overview = new SqlOverview(db);
  const positions = new SqlPositions(db);
  const operations = operationsOn({
    registry,
    overview,
    history: new SqlHistory(db),
    roster: new SqlRoster(db),
    desk: openDesk({ streams: new Streams(registry), positions, openEventLog: openEventLogOn(db), registry }),
  });
  const noting = performance.now();
  for (const slug of slugs) {
    await overview.noteCalls(slug, [
      { tokenId: 'gen-1', scope: 'provision', accepted: new Date(), refused: undefined },
    ]);
    await overview.note(slug, []);
  }
  const noted = (performance.now() - noting) / tenants;

  const some = (index: number) => ({ tenant: slugOf((index * 37) % tenants), id: userIdOf((index * 31) % users) });
  const ask = async (id: string, asked: object) => {
    const operation = operations.find((each) => each.id === id);
    return JSON.stringify(await operation?.handle({ count: 100, ...asked }, NOBODY)).length;
  };
  const since = new Date(Date.now() - DAY_MS);
  const halfAYearAgo = new Date(Date.now() - 182 * DAY_MS);
  const questions: [question: string, ask: (index: number) => Promise<number>][] = [
    [`all ${tenants} tenants at a glance`, () => ask('listTenants', { count: tenants })],
    ['a tenant, counted now', (index) => ask('getTenant', some(index))],
    ['the first users', (index) => ask('listUsers', some(index))],
    ['users by a part of the name', (index) => ask('listUsers', { ...some(index), name: `user${index}` })],
    ['administrators of a tenant', (index) => ask('listUsers', { ...some(index), role: 'account_administrator' })],
    ['a user with groups', (index) => ask('getUser', some(index))],
    ['what was done to a user', (index) => ask('listChangesOfUser', some(index))],
    ['what was done in a tenant, the latest', (index) => ask('listChanges', some(index))],
    ['refusals of a day', (index) => ask('listRefusals', { ...some(index), since })],
    ['access of 500 users now', (index) => ask('listAccess', { ...some(index), count: 500 })],
    [
      'access of 500 users half a year ago',
      (index) => ask('listAccess', { ...some(index), count: 500, at: halfAYearAgo }),
    ],
  ];
  const rows: (number | string)[][] = [[`note a tenant (each of ${tenants} once)`, noted.toFixed(1), '', '']];
  for (const [question, asking] of questions) {
    console.log(`${question} …`);
    const taken: number[] = [];
    let length = 0;
    for (let index = 0; index < times; index++) {
      const start = performance.now();
      length = await asking(index);
      taken.push(performance.now() - start);
    }
    taken.sort((one, other) => one - other);
    rows.push([
      question,
      (taken[Math.floor(times / 2)] ?? NaN).toFixed(1),
      (taken.at(-1) ?? NaN).toFixed(1),
      Math.round(length / 1e3),
    ]);
  }
  await db.close();
  return rows;
}
