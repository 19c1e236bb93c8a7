import { Client } from 'pg';
import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo } from '../../../service/directory/change';
import { type DirectoryStore, StoreUnavailable } from '../../../service/directory/store';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { GROUP, USER } from '../../../service/scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../../../service/scim/schemas/enterprise-user';
import { readSearch } from '../../../service/scim/search';
import * as accessStatement from '../../../service/storage/access-statement';
import type { CallForAll } from '../../../service/storage/all-tenants';
import { appendRefusals } from '../../../service/storage/append-refusals';
import type { BoundChange, ConditionalChange } from '../../../service/storage/change-statement';
import { Database } from '../../../service/storage/database';
import * as eventStatements from '../../../service/storage/event-statements';
import type { Form } from '../../../service/storage/form';
import * as groupStatements from '../../../service/storage/group-statements';
import * as historyStatements from '../../../service/storage/history-statements';
import * as hourlyStatements from '../../../service/storage/hourly-statements';
import * as keepPlace from '../../../service/storage/keep-place';
import * as memberMove from '../../../service/storage/member-move';
import * as membershipLog from '../../../service/storage/membership-log';
import * as noteAction from '../../../service/storage/note-action';
import { openStoreOn } from '../../../service/storage/open-store';
import * as overviewStatements from '../../../service/storage/overview-statements';
import * as portalStatements from '../../../service/storage/portal-statements';
import * as rosterStatements from '../../../service/storage/roster-statements';
import { openEventLogOn } from '../../../service/storage/sql-event-log';
import { SqlHistory } from '../../../service/storage/sql-history';
import { SqlOverview } from '../../../service/storage/sql-overview';
import { SqlPortal } from '../../../service/storage/sql-portal';
import { SqlPositions } from '../../../service/storage/sql-positions';
import { SqlRoster } from '../../../service/storage/sql-roster';
import * as streamStatements from '../../../service/storage/stream-statements';
import * as userStatements from '../../../service/storage/user-statements';
import { type Message, noteMessages } from '../../support/messages';
import { administer, lockWaits, type TestDatabase, useDatabase } from '../../support/postgres';

const TENANT = 'contoso';
const NOW = new Date('2026-01-01T00:00:00Z');
const RELATED = { related: true };
const TABLES =
  'users|user_emails|groups|members|provisioning_log|membership_log|refusals|event_positions|stream_positions|deliveries|tenant_counts|token_calls|hourly_requests|hourly_lags|portal_tenants|portal_tokens|portal_links';

/** A database with a pool of one connection. */
function open({ url }: TestDatabase): Database {
  return new Database({ connectionString: url, max: 1 }, () => undefined);
}

function storeOn(db: Database): DirectoryStore {
  return openStoreOn(db)(
    { slug: TENANT, defaultRole: undefined },
    { requestId: 'request-1', tokenId: 'gen-1' },
    new Budget(),
  );
}

afterEach(() => jest.restoreAllMocks());

describe.each(['server', 'cluster'] as const)('in the form for a %s', (form) => {
  const database = useDatabase(undefined, form);

  /** All messages that the store sends when each of its methods is called once. */
  let messages: readonly Message[];
  let statements: readonly Message[];
  let db: Database;
  beforeAll(async () => {
    db = open(database);
    const noted = noteMessages();
    await doEverything(db);
    messages = [...noted];
    statements = [
      ...new Map(messages.filter(({ text }) => /tenant_id/.test(text)).map((sent) => [sent.text, sent])).values(),
    ];
    jest.restoreAllMocks();
  });
  afterAll(() => db.close());

  test('each statement is looked at', () => {
    const looked = statements.map(({ text }) => text);
    const exported = [
      userStatements,
      groupStatements,
      membershipLog,
      historyStatements,
      hourlyStatements,
      accessStatement,
      eventStatements,
      form === 'server' ? memberMove : keepPlace,
      noteAction,
      overviewStatements,
      portalStatements,
      rosterStatements,
      streamStatements,
    ];
    const texts = exported.flatMap((one) => textsOf(one, form)).filter((text) => text.includes('tenant_id'));

    expect(texts.length).toBeGreaterThan(25);
    for (const text of texts) expect(looked).toContain(text);
  });

  test('no table takes the tenant from another one', () => {
    for (const { text } of statements) expect(text).not.toMatch(/tenant_id = \w+\.tenant_id/);
  });

  test('PostgreSQL looks for the tenant itself wherever it reads a table, even without row-level security', async () => {
    const owner = new Client({ connectionString: database.url, options: '-c search_path=scim' });
    await owner.connect();
    let scans = 0;
    for (const { text, values } of statements) {
      const { rows } = await owner.query<Explained>(`explain (format json) ${text}`, values);
      for (const conditions of scansIn(rows[0]?.['QUERY PLAN'][0]?.Plan)) {
        scans++;
        expect([text, conditions]).toEqual([text, expect.stringContaining(`tenant_id = '${TENANT}'`)]);
      }
    }
    await owner.end();
    expect(scans).toBeGreaterThan(statements.length / 2);
  });

  test('no message contains two statements', () => {
    for (const { text } of messages) expect(text).not.toContain(';');
  });
});

describe('in the form for a cluster', () => {
  const database = useDatabase(undefined, 'cluster');

  test('each table of a statement is given the tenant itself, so that one node answers', async () => {
    const db = open(database);
    const noted = noteMessages();
    await doEverything(db, 'all');
    await db.close();

    const texts = noted.map(({ text }) => text).filter((text) => text.includes('tenant_id'));
    expect(texts.length).toBeGreaterThan(30);
    for (const text of texts) {
      const tables = text.match(new RegExp(`\\b(from|join|update|using)\\s+"?(${TABLES})\\b`, 'g')) ?? [];
      const tenants = text.match(/\btenant_id = \$\d+/g) ?? [];
      expect([text, tenants.length]).toEqual([text, tables.length]);
    }
  });

  test('no statement inserts what another expression wrote, which a cluster would do by COPY', async () => {
    const db = open(database);
    const noted = noteMessages();
    await doEverything(db, 'again');
    await db.close();

    const inserts = noted.map(({ text }) => text.trim()).filter((text) => /\binsert\b/.test(text));
    expect(inserts.length).toBeGreaterThan(5);
    for (const text of inserts) {
      expect(text).toMatch(
        /^insert into \w+ \(tenant_id, [^)]*\)\s+(values|select (users|groups|stream_positions)\.tenant_id,[^;]* from \2\b)/,
      );
    }
  });

  test('no time is computed where a cluster refuses to: within case and coalesce, and for a row that is there', async () => {
    const db = open(database);
    const noted = noteMessages();
    await doEverything(db, 'in time');
    await db.close();

    const time = String.raw`\b(now|statement_timestamp|clock_timestamp)\(\)`;
    const refused = new RegExp(
      String.raw`\bcase\b((?!\bend\b)[^])*${time}|coalesce\([^()]*${time}|do update[^]*${time}`,
    );
    for (const { text } of noted) expect(text).not.toMatch(refused);
  });

  test('no function of language SQL has parameters, which a cluster cannot pass on', async () => {
    const functions = await administer(
      database.url,
      `select proname from pg_proc join pg_language l on l.oid = prolang
        where pronamespace = 'scim'::regnamespace and lanname = 'sql' and pronargs > 0`,
    );

    expect(functions).toEqual([]);
  });

  test('each transaction says the tenant, in a message of its own and ahead of its statements', async () => {
    const db = open(database);
    const noted = noteMessages();
    await doEverything(db, 'once more');
    await db.close();

    const texts = noted.map(({ text }) => text);
    const begins = texts.flatMap((text, index) => (text === 'begin' ? [index] : []));
    expect(begins.length).toBeGreaterThan(10);
    for (const index of begins) expect(texts[index + 1]).toBe(`set local scim.tenant = '${TENANT}'`);
    expect(texts.filter((text) => text.includes('scim.tenant'))).toHaveLength(begins.length);
    expect(texts.filter((text) => ['commit', 'rollback'].includes(text)).length).toBeGreaterThanOrEqual(begins.length);
  });

  test('a connection forgets the tenant with the transaction', async () => {
    const db = open(database);
    const noted = noteMessages();
    const served = async () => {
      const { rows } = await (noted[0] as Message).client.query(
        `select current_setting('scim.tenant', true) as served`,
      );
      return rows;
    };

    expect(await db.run(TENANT, { text: `select current_setting('scim.tenant') as served` })).toEqual([
      { served: TENANT },
    ]);
    expect(await served()).toEqual([{ served: '' }]);
    await db.transaction(TENANT, ({ run }) => run({ text: 'select 1' }));
    expect(await served()).toEqual([{ served: '' }]);
    await db.close();
  });

  test(`a tenant's name is never taken for a part of the statement`, async () => {
    const db = open(database);
    const name = `o'neil \\' \\`;

    expect(await db.run(name, { text: `select current_setting('scim.tenant') as served` })).toEqual([{ served: name }]);
    await db.close();
  });

  test('a new user waits while the holder of the immutable id is being changed, and depends on the outcome', async () => {
    const db = open(database);
    const { users } = storeOn(db);
    const named = (userName: string) => {
      const attributes = { userName, active: true, externalId: 'held' };
      return { resource: { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW }, attributes: [] };
    };
    await users.insert(named('holder'));
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(`begin; update scim.users set active = false where external_id = 'held'`);
    const seen: unknown[] = [];
    const settle = (holders: readonly Resource[]) => {
      seen.push(...holders.map(({ attributes }) => attributes['active']));
      return undefined;
    };

    const newcomer = { isThere: false };
    const inserted = users
      .insert(named('newcomer'), { immutableId: 'held', settle })
      .then(() => (newcomer.isThere = true));
    while (!newcomer.isThere && !(await lockWaits(database.url)));
    await owner.query('commit');
    await inserted;

    expect(seen).toEqual([false]);
    await Promise.all([owner.end(), db.close()]);
  });

  test('the rows stay on their node while a transaction writes: its first statement is one that waits for a move, and finds the rows where they are then', async () => {
    const db = open(database);
    const noted = noteMessages();
    await doEverything(db, 'in place');
    await db.close();

    const writes = /\b(insert into|delete from|update \w+\s+set)\b/;
    const transactions = noted
      .map(({ text }) => text.trim())
      .join('\n;')
      .split(/\bbegin\n;set local [^;]*;/)
      .slice(1)
      .map((text) => text.split('\n;'))
      .filter((texts) => texts.some((text) => writes.test(text)));
    expect(transactions.length).toBeGreaterThan(30);
    for (const [first] of transactions) {
      expect(first).toMatch(
        /^(insert into \w+ \([^)]*\)\s+values|update \w+\s+set [^;]*\s+where tenant_id = \$\d+ and) /,
      );
      expect(first).not.toMatch(/\bselect\b/);
    }
  });

  test('fails as unavailable when the rows are being moved for longer than a statement may wait', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined, { statementTimeoutMs: 100 });
    const mover = new Client({ connectionString: database.url });
    await mover.connect();
    await mover.query('begin; lock table scim.users in share mode');

    await expect(storeOn(db).groups.remove(uuidV7(), () => undefined)).rejects.toThrow(StoreUnavailable);

    await Promise.all([mover.end(), db.close()]);
  });

  test('a cluster is asked to pass on the tenant', async () => {
    const db = open(database);

    expect(await db.run(TENANT, { text: 'show citus.propagate_set_commands' })).toEqual([
      { 'citus.propagate_set_commands': 'local' },
    ]);
    await db.close();
  });
});

describe('the form', () => {
  const database = useDatabase();

  /** Whether a read is sent as a transaction that sets the tenant. */
  async function saysTenant(): Promise<boolean> {
    const db = open(database);
    const noted = noteMessages();
    await storeOn(db).users.find(uuidV7(), { related: false });
    await db.close();
    return noted.some(({ text }) => text.startsWith('set local'));
  }

  test('is that for a server where Citus is not loaded, and that for a cluster on each connection where it is', async () => {
    expect(await saysTenant()).toBe(false);
    const name = new URL(database.url).pathname.slice(1);

    await administer(database.url, `alter database ${name} set citus.version = '13.2.2'`); // as the Citus library does

    expect(await saysTenant()).toBe(true);
  });
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The conditions of each scan of a tenant's table in a plan. */
function scansIn(node: PlanNode | undefined): string[] {
  if (!node) return [];
  const { 'Node Type': type, 'Relation Name': table = '', Plans: plans = [], ...rest } = node;
  const conditions = Object.entries(rest)
    .filter(([key]) => /Cond|Filter/.test(key))
    .map(([, condition]) => condition)
    .join(' and ');
  const own = type.endsWith('Scan') && new RegExp(`^(${TABLES})`).test(table) ? [conditions] : [];
  return [...own, ...plans.flatMap(scansIn)];
}

/** The SQL of all statements that a module exports. Some have one variant for one id, and another for several. */
function textsOf(exported: object, form: Form): string[] {
  return Object.values(exported).flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('with' in one)) return [];
    const bind = one.with as (values: object) => BoundChange | CallForAll | ConditionalChange | { text: string };
    return [{ ids: [] }, { ids: [''] }].flatMap((values) => {
      const bound = bind(values);
      if ('forAll' in bound) return [];
      if ('onServer' in bound) return form === 'server' ? [bound.onServer.text] : [];
      return 'statements' in bound ? bound.statements(form).map(({ text }) => text) : [bound.text];
    });
  });
}

/** Calls each method of the stores, the history and the event log once. */
async function doEverything(db: Database, prefix = 'first'): Promise<void> {
  const { users, groups } = storeOn(db);
  const resource = (attributes: Attributes): Resource => {
    return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
  };
  const created = (one: Resource) => ({ resource: one, attributes: Object.keys(one.attributes) });
  const write = (attributes: Attributes) => (before: Resource) =>
    changeTo(before, { ...before.attributes, ...attributes }, NOW);
  const restoration = (immutableId?: string) => ({ immutableId, settle: () => undefined });

  const emails = (name: string) => ({ emails: [{ value: `${prefix} ${name}@contoso.com` }] });
  const ann = resource({ userName: `${prefix} ann`, active: true, ...emails('ann') });
  const bob = resource({ userName: `${prefix} bob`, active: true, externalId: 'bob' });
  await users.insert(created(ann));
  await users.insert(created(bob), restoration(`${prefix} bob`));
  await expect(users.insert(created({ ...bob, id: uuidV7() }), restoration())).rejects.toThrow('is not unique');
  await users.find(ann.id, { related: false });
  await users.find(ann.id, RELATED);
  await users.change(ann.id, write({ title: 'Lead' }), { related: false });
  await users.change(ann.id, write(emails('anna')), RELATED);
  await users.change(ann.id, write({ [ENTERPRISE_USER_SCHEMA.id]: { manager: { value: bob.id } } }), RELATED);
  await users.change(uuidV7(), write({}), RELATED);

  const team = resource({ displayName: `${prefix} team` });
  await groups.insert(created(team), [ann.id]);
  await groups.find(team.id, RELATED);
  for (const [kind, member] of [
    ['remove', ann],
    ['add', ann],
    ['replace', bob],
    ['replace', ann],
  ] as const) {
    await groups.change(team.id, write({}), [{ kind, ids: [member.id] }]);
  }
  for (const kind of ['remove', 'add'] as const) {
    await groups.changeMembers(team.id, [{ kind, ids: [bob.id] }], NOW);
    await groups.change(team.id, write({}), [{ kind, ids: [ann.id, bob.id] }]);
  }
  await groups.change(team.id, write({}), [{ kind: 'add', ids: [ann.id] }]);
  await groups.change(team.id, write({}), [{ kind: 'add', ids: [ann.id] }]); // ann is a member already
  await expect(groups.change(team.id, write({}), [{ kind: 'add', ids: [uuidV7()] }])).rejects.toThrow('no users');
  await groups.change(team.id, write({ displayName: `${prefix} crew` }), []);

  for (const parameters of [
    { filter: `userName eq "${prefix} ann"` },
    { filter: `emails.value eq "x" or externalId eq "x" or groups.display co "x" or groups.value eq "${team.id}"` },
    { filter: 'manager.displayName co "x"', sortBy: 'title' },
    { startIndex: 2, count: 1 },
    { cursor: '', count: 1, sortBy: 'userName' },
  ]) {
    await users.search(readSearch(USER, parameters), RELATED);
  }
  for (const parameters of [
    { filter: `displayName eq "${prefix} crew" or members.value eq "${ann.id}" or members.display co "x"` },
    { startIndex: 2, count: 1 },
  ]) {
    await groups.search(readSearch(GROUP, parameters), RELATED);
  }

  await users.remove(ann.id, () => undefined);
  await groups.remove(team.id, () => undefined);

  const events = openEventLogOn(db)({ slug: TENANT, defaultRole: undefined });
  await events.number();
  await events.numbering();
  await events.since(NOW);
  await events.rowsFrom((await events.oldest()) ?? 1, 10);
  await events.users([bob.id], 1_000);
  await events.groups([team.id], 1_000);

  const history = new SqlHistory(db);
  const asked = { count: 10 };
  const refusal = { at: NOW, id: uuidV7(), requestId: 'request-2', tokenId: null, route: 'POST /Users' };
  await appendRefusals(db, TENANT, [
    { ...refusal, resourceId: null, status: 409, scimType: 'uniqueness', detail: 'taken' },
  ]);
  await history.refusals(TENANT, asked);
  await history.changes(TENANT, asked);
  for (const [type, id] of [
    ['User', ann.id],
    ['Group', team.id],
  ] as const) {
    await history.changes(TENANT, { ...asked, resource: { type, id } });
    await history.named(TENANT, type, `${prefix} ann`);
  }
  await history.access(TENANT, asked);

  const overview = new SqlOverview(db);
  await overview.noteCalls(TENANT, [{ tokenId: 'gen-1', scope: 'provision', accepted: NOW, refused: undefined }]);
  await overview.note(TENANT, [{ hour: NOW, accepted: 1, refused: 0, failed: 0 }]);
  await overview.of(TENANT);
  await overview.requests(TENANT, NOW);
  await overview.lags(TENANT, NOW);
  await overview.usersByRole(TENANT);
  const portal = new SqlPortal(db);
  const person = { requestId: 'request-4', tokenId: 'portal:ann-7' };
  const made = (await portal.tokensOf(TENANT)).length;
  const token = { sha256: prefix, now: NOW, expiresAt: new Date(NOW.getTime() + 1_000), made };
  const link = { digest: prefix, subject: 'ann-7', now: NOW, expiresAt: token.expiresAt };
  await portal.switchScim(TENANT, true, person);
  const tokenId = await portal.addToken(TENANT, token, person);
  await portal.revokeToken(TENANT, tokenId, person);
  await portal.addLink(TENANT, link);
  await portal.useLink(TENANT, link.digest, NOW);
  const roster = new SqlRoster(db);
  await roster.users(TENANT, asked);
  await roster.user(TENANT, ann.id);
  await roster.groups(TENANT, asked);
  await roster.group(TENANT, team.id);
  await roster.members(TENANT, team.id, asked);
  const positions = new SqlPositions(db);
  const [stream, by] = [
    { tenant: TENANT, stream: prefix },
    { requestId: 'request-3', tokenId: 'somebody' },
  ];
  const attempt = { at: NOW, eventId: 'event', eventType: 'user.created', outcome: 'taken', ms: 1 } as const;
  const progress = { cursor: 'c1', behindSince: NOW, attempts: [{ ...attempt, status: 200, reason: undefined }] };
  await positions.begin(stream, 'c0');
  await positions.of(TENANT);
  const [one, other] = [
    { ...stream, holder: uuidV7() },
    { ...stream, holder: uuidV7() },
  ];
  await positions.take(one);
  await positions.take(other);
  await positions.save(one, progress);
  await positions.release(one, progress);
  await positions.handOver(one, { ...progress, failures: 0, failingSince: undefined });
  await positions.take(other);
  for (const pauseSeconds of [60, undefined])
    await positions.fail(other, {
      ...progress,
      failures: 1,
      failingSince: NOW,
      reason: 'it answered 500',
      pauseSeconds,
    });
  await positions.postpone(stream);
  const found = { cursor: 'c0', acknowledged: [], behindSince: undefined };
  await positions.acknowledge(stream, found, { ...found, cursor: 'c1' });
  await positions.attempts(stream, { count: 1, before: undefined });
  for (const action of ['pause', 'resume'] as const) await positions.control(stream, { action }, by);
  await positions.control(stream, { action: 'replay', cursor: 'c0' }, by);
}
