import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Client } from 'pg';

import {
  AccessMap,
  accessOf,
  apply,
  applySet,
  type Endpoint,
  mirror,
  pollSets,
  type SecurityEvent,
  type VerifySet,
  verifyWebhook,
} from '../../../service/client';
import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import type { Event } from '../../../service/events/event';
import { Feed } from '../../../service/events/feed';
import { tenantBaseUrl } from '../../../service/http/scim-base';
import { showAt } from '../../../service/http/show-at';
import { tellNews } from '../../../service/http/tell-news';
import { PushDelivery } from '../../../service/security-events/push';
import { setsOfEvent } from '../../../service/security-events/set-of-event';
import { SigningKeys } from '../../../service/security-events/signing-keys';
import { Database } from '../../../service/storage/connections/database';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import type { Delivery } from '../../../service/streams/delivery';
import type { Positions } from '../../../service/streams/positions';
import { Runner } from '../../../service/streams/runner';
import { type Stream, Streams } from '../../../service/streams/stream';
import { WebhookDelivery, webhookSecret } from '../../../service/streams/webhook';
import { deletion } from '../../support/deletion';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, scimClient, type ScimClient, startScim } from '../../support/scim-client';
import { type Behavior, type ReadTold, UnreliableReceiver } from '../../support/unreliable-receiver';

/** Number of random histories. For a thorough search, set STREAM_HISTORIES to 1000. */
const HISTORIES = Number(process.env['STREAM_HISTORIES'] ?? 3);

const USERS = 4;
const SECRET = 'secret'.repeat(8);

const ISSUER = 'https://scim.example.com';
const AUDIENCE = 'https://receiver.example.com';

/** How long the service waits for the answer of a receiver of webhooks. */
const ANSWER_SECONDS = 0.3;

/** A change to one of the users, as far as the user is in a state that permits it. */
interface Step {
  readonly user: number;
  readonly change: 'active' | 'delete' | 'join' | 'leave' | 'rename' | 'role';

  /** The process that gets the request. */
  readonly process: 0 | 1;
}

interface History {
  readonly steps: readonly Step[];

  /** For the first requests to the receivers of webhooks and of pushed tokens. */
  readonly webhooks: readonly Behavior[];
  readonly pushed: readonly Behavior[];

  /** Whether the receiver that polls crashes after each of the first tokens. */
  readonly crashes: readonly boolean[];
}

const behaviors = (...misbehaviors: readonly Behavior[]): fc.Arbitrary<Behavior[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Behavior>('accepts') },
      { weight: 1, arbitrary: fc.constantFrom(...misbehaviors) },
    ),
    { maxLength: 30 },
  );

const histories: fc.Arbitrary<History> = fc.record({
  steps: fc.array(
    fc.record({
      user: fc.nat(USERS - 1),
      change: fc.constantFrom<Step['change'][]>('active', 'delete', 'join', 'leave', 'rename', 'role'),
      process: fc.constantFrom<(0 | 1)[]>(0, 1),
    }),
    { minLength: 10, maxLength: 25 },
  ),
  webhooks: behaviors('crashes a process', 'fails', 'hangs up', 'hangs', 'is slow', 'restarts'),
  pushed: behaviors('crashes a process', 'fails', 'hangs up', 'is slow', 'restarts'),
  crashes: fc.array(fc.boolean(), { maxLength: 10 }),
});

const database = useDatabase();

test('whatever receivers and processes do, each receiver gets all events in order and ends with the state of the directory', async () => {
  await fc.assert(fc.asyncProperty(histories, hold), { numRuns: HISTORIES, endOnFailure: true });
});

async function hold({ steps, webhooks, pushed, crashes }: History): Promise<void> {
  const [slug, token, readToken] = [`tenant-${randomUUID()}`, newToken(), newToken()];
  const copies = { webhooks: new AccessMap(), pushed: new AccessMap(), polled: new AccessMap(), fed: new AccessMap() };
  const product = await UnreliableReceiver.start(webhooks, readWebhook(copies.webhooks));
  const siem = await UnreliableReceiver.start(
    pushed,
    readSet(copies.pushed, () => reader),
  );
  const at = (url: string) => ({ url, privateAddresses: true });
  const streams = [
    { name: 'product', delivery: 'webhook', ...at(product.url), secrets: ['stream-1'] },
    { name: 'siem', delivery: 'push', ...at(siem.url), audience: AUDIENCE },
    { name: 'idp', delivery: 'poll', audience: AUDIENCE, reader: 'idp' },
  ];
  const tenant = registryEntry(slug, token, { streams, readers: [{ id: 'idp-1', sha256: sha256(readToken) }] });
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [tenant], signing: ['set-signing-key-1'] }));
  const processes = [await Process.start(registry, token), await Process.start(registry, token)] as const;
  const { scim, feed, positions } = processes[1];
  const reader: Endpoint = { url: scim.url, token: readToken };
  product.onCrash = siem.onCrash = () => void processes[0].crash();
  const late = new Client({ connectionString: database.url });
  const over = new AbortController();
  let fedUntil = '';
  const polled: string[] = [];
  try {
    while ((await positions.of(slug)).length < streams.length) await sleep(10);
    const start = await feed.now();
    const following = [
      mirror(reader, copies.fed, { signal: over.signal, save: (cursor) => void (fedUntil = cursor) }),
      poll(reader, copies.polled, [...crashes], polled, over.signal),
    ];
    await late.connect();
    await late.query(`begin; ${deletion(slug, 'late', { requestId: 'late' })}`); // gets its sequence number before all other changes

    const changed = await makeChanges(
      processes.map((process) => process.scim),
      steps,
    );
    await late.query('commit');
    await scim.send('POST', '/Users', { userName: 'the-last' }); // tells that there is something new
    const isDone = async () => {
      const reached = await positions.of(slug);
      const end = await feed.now();
      return fedUntil === end && reached.every(({ dueAt, cursor }) => !dueAt && cursor === end);
    };
    while (!(await isDone())) await sleep(20);
    over.abort();
    await Promise.all([...following, product.applied, siem.applied]);

    const { body } = await scim.send('GET', '/Users?count=100');
    const sorted = (accesses: readonly { id: string }[]) => accesses.toSorted((a, b) => a.id.localeCompare(b.id));
    const state = sorted(body.Resources.map(accessOf));
    for (const [by, copy] of Object.entries(copies)) expect([by, sorted(copy.all())]).toEqual([by, state]);

    const events = await eventsAfter(feed, start);
    const tokensOf = (stream: string) =>
      events.flatMap((event) => setsOfEvent(event, { issuer: ISSUER, audience: AUDIENCE, stream, content: 'notice' }));
    const order: [string, readonly string[], readonly string[]][] = [
      ['webhooks', product.taken.map(({ id }) => id), events.map(({ id }) => id)],
      ['pushed', siem.taken.map(({ id }) => id), tokensOf('siem').map(({ jti }) => jti)],
      ['polled', polled, tokensOf('idp').map(({ jti }) => jti)],
    ];
    for (const [by, told, expected] of order) {
      expect([by, [...new Set(told)]]).toEqual([by, expected]); // each for the first time: all, in the order of the feed
      expect([by, skipped(told, expected)]).toEqual([by, []]);
    }
    const txns = new Set(events.map(({ txn }) => txn));
    expect([...changed, 'late'].filter((txn) => !txns.has(txn))).toEqual([]);
  } finally {
    over.abort();
    await late.end();
    for (const process of processes) await process[Symbol.asyncDispose]();
    await product[Symbol.asyncDispose]();
    await siem[Symbol.asyncDispose]();
  }
}

/** The ids that came before the one directly before them. An earlier one may follow: it is a repetition. */
function skipped(told: readonly string[], order: readonly string[]): string[] {
  const places = told.map((id) => order.indexOf(id));
  return told.filter((_, at) => (places[at] ?? 0) > (places[at - 1] ?? -1) + 1);
}

function readWebhook(copy: AccessMap): ReadTold {
  return (headers, body) => {
    const event = verifyWebhook(webhookSecret(SECRET), headers, body);
    return Promise.resolve({ id: event.id, txn: event.txn, apply: () => apply(event, copy) });
  };
}

function readSet(copy: AccessMap, endpoint: () => Endpoint): ReadTold {
  return async (_headers, body) => {
    const set = await verify(body);
    return { id: set.jti, txn: set.txn, apply: () => applySet(set, copy, endpoint()) };
  };
}

const keys = new SigningKeys(() => Promise.resolve([SECRET]));
const verify: VerifySet = async (token) => {
  const keySet = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
  const expected = { issuer: ISSUER, audience: AUDIENCE, typ: 'secevent+jwt' };
  return (await jwtVerify<SecurityEvent>(token, keySet, expected)).payload;
};

/** A receiver that polls. When it crashes, it begins again, and has not acknowledged the last tokens. */
async function poll(
  endpoint: Endpoint,
  copy: AccessMap,
  crashes: boolean[],
  told: string[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    for await (const set of pollSets(endpoint, { stream: 'idp', verify, signal })) {
      told.push(set.jti);
      await applySet(set, copy, endpoint);
      if (crashes.shift()) break;
    }
  }
}

async function eventsAfter(feed: Feed, start: string): Promise<Event[]> {
  const events: Event[] = [];
  for (let [cursor, more] = [start, true]; more;) {
    const page = await feed.after(cursor, { types: undefined, limit: 100 });
    events.push(...page.events);
    ({ cursor, more } = page);
  }
  return events;
}

/**
 * Makes the changes of each user one after the other, and those of different users at the same time.
 *
 * @returns the ids of the requests that must have caused an event.
 */
async function makeChanges(clients: readonly ScimClient[], steps: readonly Step[]): Promise<string[]> {
  const [any] = clients as [ScimClient];
  const changed: string[] = [];
  const send = async (client: ScimClient, ...request: Parameters<ScimClient['send']>) => {
    const answer = await client.send(...request);
    expect(answer.status).toBeLessThan(300);
    changed.push(answer.headers.get('x-request-id') ?? '');
    return answer;
  };
  const { body: group } = await send(any, 'POST', '/Groups', { displayName: 'Finance' });

  await Promise.all(
    Array.from({ length: USERS }, async (_, user) => {
      let id: string | undefined;
      let [active, isMember, isSteward, names] = [true, false, false, 0];
      for (const { change, process } of steps.filter((step) => step.user === user)) {
        const client = clients[process] ?? any;
        const patch = (path: string, operation: object) =>
          send(client, 'PATCH', path, {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [operation],
          });
        if (id === undefined) {
          ({ id } = (await send(client, 'POST', '/Users', { userName: `user-${user}` })).body as { id: string });
          [active, isMember, isSteward] = [true, false, false];
        } else if (change === 'delete') {
          await send(client, 'DELETE', `/Users/${id}`);
          id = undefined;
        } else if (change === 'active') {
          active = !active;
          await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: active });
        } else if (change === 'rename') {
          await patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: `user-${user}-${++names}` });
        } else if (change === 'role') {
          isSteward = !isSteward;
          const value = [{ primary: true, value: isSteward ? 'data_steward' : 'account_reviewer' }];
          await patch(`/Users/${id}`, { op: 'replace', path: 'roles', value });
        } else if ((change === 'join') !== isMember) {
          isMember = !isMember;
          const operation = isMember
            ? { op: 'add', path: 'members', value: [{ value: id }] }
            : { op: 'remove', path: `members[value eq "${id}"]` };
          await patch(`/Groups/${group.id}`, operation);
        }
      }
    }),
  );
  return changed;
}

function deliveryOf(stream: Stream): Delivery | undefined {
  const [secrets, now] = [{ read: () => Promise.resolve(SECRET) }, () => new Date()];
  if (stream.delivery === 'webhook') return new WebhookDelivery(stream, secrets, now, ANSWER_SECONDS);
  if (stream.delivery === 'push') return new PushDelivery(stream, { publicUrl: ISSUER, keys, secrets, now });
  return undefined;
}

/** A process of the service. It can crash, and then starts again at once. */
class Process {
  readonly scim: ScimClient;
  readonly positions: SqlPositions;
  readonly feed: Feed;
  readonly #registry: TenantRegistry;
  readonly #db: Database;
  readonly #service: AsyncDisposable;
  readonly #runners: Runner[] = [];
  #crash = new AbortController();
  #holders: string[] = [];

  static async start(registry: TenantRegistry, token: string): Promise<Process> {
    const onOutcome = (outcome: Parameters<typeof tellNews>[1]) => {
      tellNews(process, outcome);
    };
    const db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
    const securityEvents = { keys, streams: new Streams(registry), positions: new SqlPositions(db) };
    const overrides = { registry, onOutcome, securityEvents };
    const service = await startScim(database, { overrides, connectionsMax: 4, publicUrl: ISSUER });
    const process = new Process(registry, db, scimClient(service.url, token), service);
    process.#run();
    return process;
  }

  private constructor(registry: TenantRegistry, db: Database, scim: ScimClient, service: AsyncDisposable) {
    this.scim = scim;
    this.#registry = registry;
    this.#service = service;
    this.#db = db;
    this.positions = new SqlPositions(this.#db);
    const [tenant] = registry.tenants;
    if (!tenant) throw new Error('the registry has no tenant');
    this.feed = this.#feedOf(tenant);
  }

  tell(slug: string): void {
    this.#runners.at(-1)?.tell(slug);
  }

  /** From now on, the process stores nothing and sends nothing. Its leases expire. A new process takes its place. */
  async crash(): Promise<void> {
    this.#crash.abort(new Error('the process crashed'));
    const held = this.#holders;
    this.#crash = new AbortController();
    this.#holders = [];
    this.#run();
    const holders = held.map((holder) => `'${holder}'`).join(', ');
    if (holders === '') return;
    await administer(database.url, `update scim.stream_positions set due_at = now() where holder in (${holders})`);
  }

  #run(): void {
    const crash = this.#crash.signal;
    const openLog = openEventLogOn(this.#db);
    const runner = new Runner(new Streams(this.#registry), {
      positions: this.#until(crash),
      feedOf: (tenant) => this.#feedOf(tenant),
      numbering: (tenant) => openLog(tenant).numbering(),
      deliveryOf: (stream) => {
        const delivery = deliveryOf(stream);
        return delivery && { deliver: (event, gone) => delivery.deliver(event, AbortSignal.any([gone, crash])) };
      },
      now: () => new Date(),
      step: () => Promise.resolve(),
      random: () => -2, // after a failure there is no pause: 0.8 + 0.4 × -2
      onAttempt: () => undefined,
      onFailure: () => undefined,
      onTrouble: () => undefined,
    });
    this.#runners.push(runner);
    runner.start();
  }

  /** The positions, until a crash. */
  #until(crash: AbortSignal): Positions {
    const holders = this.#holders;
    const { positions } = this;
    return new Proxy<Positions>(positions, {
      get:
        (_, name: keyof Positions) =>
        async (...given: unknown[]) => {
          crash.throwIfAborted();
          if (name === 'take') holders.push((given as Parameters<Positions['take']>)[0].holder);
          const answer = await (positions[name] as (...args: unknown[]) => Promise<unknown>)(...given);
          crash.throwIfAborted();
          return answer;
        },
    });
  }

  #feedOf(tenant: TenantRegistry['tenants'][number]): Feed {
    const show = showAt(({ slug }) => tenantBaseUrl(ISSUER, slug));
    return new Feed(tenant, openEventLogOn(this.#db)(tenant), show);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.close()));
    await this.#service[Symbol.asyncDispose]();
    await this.#db.close();
  }
}
