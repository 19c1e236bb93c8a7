import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { Client } from 'pg';

import { AccessMap, accessOf, apply, type Event, verifyWebhook } from '../../../service/client';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { Feed } from '../../../service/events/feed';
import { tenantBaseUrl } from '../../../service/http/scim-base';
import { showAt } from '../../../service/http/show-at';
import { tellNews } from '../../../service/http/tell-news';
import { Database } from '../../../service/storage/database';
import { openEventLogOn } from '../../../service/storage/sql-event-log';
import { SqlPositions } from '../../../service/storage/sql-positions';
import type { Positions } from '../../../service/streams/positions';
import { Runner } from '../../../service/streams/runner';
import { Streams } from '../../../service/streams/stream';
import { WebhookDelivery, webhookSecret } from '../../../service/streams/webhook';
import { deletion } from '../../support/deletion';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, scimClient, type ScimClient, startScim } from '../../support/scim-client';

/** Number of random histories. For a thorough search, set STREAM_HISTORIES to 1000. */
const HISTORIES = Number(process.env['STREAM_HISTORIES'] ?? 3);

const USERS = 4;
const SECRET = 'secret'.repeat(8);

/** How long the service waits for the answer of a receiver. */
const ANSWER_SECONDS = 0.3;

/** What a receiver does with a request. `hangs` accepts the event, but the service gives up waiting for the answer. */
type Behavior = 'accepts' | 'crashes a process' | 'fails' | 'hangs up' | 'hangs' | 'is slow' | 'restarts';

/** A change to one of the users, as far as the user is in a state that permits it. */
interface Step {
  readonly user: number;
  readonly change: 'active' | 'delete' | 'join' | 'leave' | 'rename' | 'role';

  /** The process that gets the request. */
  readonly process: 0 | 1;
}

interface History {
  readonly steps: readonly Step[];

  /** For the first requests to the receiver. It accepts all later ones. */
  readonly behaviors: readonly Behavior[];
}

const histories: fc.Arbitrary<History> = fc.record({
  steps: fc.array(
    fc.record({
      user: fc.nat(USERS - 1),
      change: fc.constantFrom<Step['change'][]>('active', 'delete', 'join', 'leave', 'rename', 'role'),
      process: fc.constantFrom<(0 | 1)[]>(0, 1),
    }),
    { minLength: 10, maxLength: 25 },
  ),
  behaviors: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Behavior>('accepts') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Behavior[]>(
          'crashes a process',
          'fails',
          'hangs up',
          'hangs',
          'is slow',
          'restarts',
        ),
      },
    ),
    { maxLength: 30 },
  ),
});

const database = useDatabase();

test('whatever receivers and processes do, a receiver gets all events in order and ends with the state of the directory', async () => {
  await fc.assert(fc.asyncProperty(histories, hold), { numRuns: HISTORIES, endOnFailure: true });
});

async function hold({ steps, behaviors }: History): Promise<void> {
  const [slug, token] = [`tenant-${randomUUID()}`, newToken()];
  const receiver = await ProductReceiver.start(behaviors);
  const stream = {
    name: 'product',
    delivery: 'webhook',
    url: receiver.url,
    secrets: ['stream-1'],
    privateAddresses: true,
  };
  const registry = TenantRegistry.parse(
    JSON.stringify({ tenants: [registryEntry(slug, token, { streams: [stream] })] }),
  );
  const processes = [await Process.start(registry, token), await Process.start(registry, token)] as const;
  receiver.onCrash = () => void processes[0].crash();
  const late = new Client({ connectionString: database.url });
  try {
    const { positions } = processes[1];
    let [begun] = await positions.of(slug);
    for (; !begun; [begun] = await positions.of(slug)) await sleep(10);
    await late.connect();
    await late.query(`begin; ${deletion(slug, 'late', { requestId: 'late' })}`); // gets its sequence number before all other changes

    const changed = await makeChanges(
      processes.map(({ scim }) => scim),
      steps,
    );
    await late.query('commit');
    const { scim, feed } = processes[1];
    await scim.send('POST', '/Users', { userName: 'the-last' }); // tells that there is something new
    const isDone = async () => {
      const [position] = await positions.of(slug);
      if (!position || position.dueAt) return false;
      return (await feed.after(position.cursor, { types: undefined, limit: 1 })).events.length === 0;
    };
    while (!(await isDone())) await sleep(20);

    const expected = await idsAfter(feed, begun.cursor);
    const { body } = await scim.send('GET', '/Users?count=100');
    const sorted = (accesses: readonly { id: string }[]) => accesses.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(sorted(receiver.people.all())).toEqual(sorted(body.Resources.map(accessOf)));
    expect(receiver.firstTold()).toEqual(expected); // each event for the first time: all, in the order of the feed
    expect(receiver.skipped()).toEqual([]);
    const told = new Set(receiver.taken.map(({ txn }) => txn));
    expect([...changed, 'late'].filter((txn) => !told.has(txn))).toEqual([]);
  } finally {
    await late.end();
    for (const process of processes) await process[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  }
}

async function idsAfter(feed: Feed, start: string): Promise<string[]> {
  const ids: string[] = [];
  for (let [cursor, more] = [start, true]; more;) {
    const page = await feed.after(cursor, { types: undefined, limit: 100 });
    ids.push(...page.events.map(({ id }) => id));
    ({ cursor, more } = page);
  }
  return ids;
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
    const service = await startScim(database, { overrides: { registry, onOutcome }, connectionsMax: 4 });
    const process = new Process(registry, scimClient(service.url, token), service);
    process.#run();
    return process;
  }

  private constructor(registry: TenantRegistry, scim: ScimClient, service: AsyncDisposable) {
    this.scim = scim;
    this.#registry = registry;
    this.#service = service;
    this.#db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
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
    const secrets = { read: () => Promise.resolve(SECRET) };
    const runner = new Runner(new Streams(this.#registry), {
      positions: this.#until(crash),
      feedOf: (tenant) => this.#feedOf(tenant),
      numbering: (tenant) => openLog(tenant).numbering(),
      deliveryOf: (stream) => {
        if (stream.delivery !== 'webhook') return undefined;
        const delivery = new WebhookDelivery(stream, secrets, () => new Date(), ANSWER_SECONDS);
        return { deliver: (event, gone) => delivery.deliver(event, AbortSignal.any([gone, crash])) };
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
    const show = showAt(({ slug }) => tenantBaseUrl('https://scim.example.com', slug));
    return new Feed(tenant, openEventLogOn(this.#db)(tenant), show);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.close()));
    await this.#service[Symbol.asyncDispose]();
    await this.#db.close();
  }
}

/** A product that keeps a copy of the directory from webhooks. */
class ProductReceiver {
  readonly taken: Event[] = [];
  readonly people = new AccessMap();
  onCrash: () => void = () => undefined;
  readonly #server: Server;
  readonly #port: number;
  readonly #behaviors: Behavior[];

  static async start(behaviors: readonly Behavior[]): Promise<ProductReceiver> {
    const server = createServer().listen(0, 'localhost');
    await once(server, 'listening');
    return new ProductReceiver(server, behaviors);
  }

  private constructor(server: Server, behaviors: readonly Behavior[]) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#behaviors = [...behaviors];
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const event = verifyWebhook(webhookSecret(SECRET), req.headers, Buffer.concat(chunks));
        this.#answer(event, res, this.#behaviors.shift() ?? 'accepts');
      });
    });
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** The ids of the events in the order in which they arrived for the first time. */
  firstTold(): string[] {
    return [...new Set(this.taken.map(({ id }) => id))];
  }

  /** The events that arrived before the event directly before them. An earlier event may follow: it is a repetition. */
  skipped(): string[] {
    const order = this.firstTold();
    const places = this.taken.map(({ id }) => order.indexOf(id));
    return this.taken.filter((_, at) => (places[at] ?? 0) > (places[at - 1] ?? -1) + 1).map(({ id }) => id);
  }

  #answer(event: Event, res: ServerResponse, behavior: Behavior): void {
    const accept = () => res.writeHead(204).end();
    if (behavior === 'fails') {
      res.writeHead(500).end();
      return;
    }
    this.taken.push(event);
    void apply(event, this.people);
    if (behavior === 'is slow') setTimeout(accept, 50);
    else if (behavior === 'hangs up') res.destroy();
    else if (behavior === 'restarts') void this.#restart();
    else if (behavior !== 'hangs') accept();
    if (behavior === 'crashes a process') this.onCrash();
  }

  async #restart(): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    this.#server.closeAllConnections();
    await closed;
    await sleep(50);
    this.#server.listen(this.#port, 'localhost');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
