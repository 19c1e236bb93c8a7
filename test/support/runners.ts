import { randomUUID } from 'node:crypto';

import { TenantRegistry } from '../../service/directory/tenant-registry';
import type { Event } from '../../service/events/event';
import { Feed } from '../../service/events/feed';
import { Database } from '../../service/storage/connections/database';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../service/storage/history/sql-positions';
import type { Answer, Delivery } from '../../service/streams/delivery';
import type { Attempt, Failure } from '../../service/streams/positions';
import { Runner } from '../../service/streams/runner';
import { Streams } from '../../service/streams/stream';

import { deletion } from './deletion';
import { administer, useDatabase } from './postgres';
import { registryEntry } from './registry-entry';

export const TAKEN: Answer = { taken: true, status: 204 };
export const REFUSED: Answer = { taken: false, status: 500, reason: 'it answered 500' };
const SHOW = { user: () => ({}), group: () => ({}) };

/** A receiver that notes what it takes. */
export class Receiver implements Delivery {
  readonly taken: string[] = [];
  answer: (event: Event, gone: AbortSignal) => Promise<Answer> = () => Promise.resolve(TAKEN);

  async deliver(event: Event, gone: AbortSignal): Promise<Answer> {
    const answer = await this.answer(event, gone);
    if (answer.taken) this.taken.push(String(event.resource['userName']));
    return answer;
  }
}

/** The declaration of a stream whose receiver gets webhooks. */
export const webhook = (name: string, overrides: object = {}) => ({
  name,
  delivery: 'webhook',
  url: 'https://app.example.com/hooks',
  secrets: ['stream-1'],
  ...overrides,
});

/** Waits until something holds. Jest's time limit is the only one. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 10));
}

/** A database, and processes on it that deliver events to receivers. They stop after each test. */
export function useRunners() {
  const database = useDatabase();
  let db: Database;
  let positions: SqlPositions;
  const runners = new Set<Runner>();

  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 4 }, () => undefined);
    positions = new SqlPositions(db);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([...runners].map((runner) => runner.close()));
    runners.clear();
  });
  afterAll(() => db.close());

  /** A registry with tenants that have these streams. */
  function registryOf(slugs: readonly string[], streams: readonly object[]): TenantRegistry {
    const tenants = slugs.map((slug) => registryEntry(slug, randomUUID(), { streams }));
    return TenantRegistry.parse(JSON.stringify({ tenants }));
  }

  const slugOf = () => `tenant-${randomUUID()}`;

  /** A process that delivers, with a receiver for each stream name, and what it told of attempts. */
  function start(
    registry: TenantRegistry,
    receivers: Readonly<Record<string, Delivery>>,
    now = () => new Date(),
    step = () => Promise.resolve(),
  ) {
    const attempts: Attempt[] = [];
    const failures: Failure[] = [];
    const troubles: unknown[] = [];
    const openLog = openEventLogOn(db);
    const runner = new Runner(new Streams(registry), {
      positions,
      feedOf: (tenant) => new Feed(tenant, openLog(tenant), SHOW),
      numbering: (tenant) => openLog(tenant).numbering(),
      deliveryOf: ({ name }) => receivers[name],
      now,
      step,
      random: () => 0.5,
      onAttempt: (_telling, attempt) => attempts.push(attempt),
      onFailure: (_telling, failure) => failures.push(failure),
      onTrouble: (error) => troubles.push(error),
    });
    runners.add(runner);
    runner.start();
    return { runner, attempts, failures, troubles };
  }

  /** Waits until each stream of the tenants has a position. */
  const begun = (slugs: readonly string[], streams = 1) =>
    until(async () =>
      (await Promise.all(slugs.map((slug) => positions.of(slug)))).every((all) => all.length >= streams),
    );

  const position = async (slug: string, stream = 'product') =>
    (await positions.of(slug)).find((each) => each.stream === stream);

  /** Deletes users, as requests do. */
  const change = (slug: string, ...names: readonly string[]) =>
    administer(database.url, names.map((name) => deletion(slug, name)).join(';'));

  const passTime = (slug: string, since = '0') =>
    administer(
      database.url,
      `update scim.stream_positions set due_at = now() - interval '${since}' where tenant_id = '${slug}'`,
    );

  return {
    database,
    registryOf,
    slugOf,
    start,
    begun,
    position,
    change,
    passTime,
    get positions() {
      return positions;
    },
  };
}
