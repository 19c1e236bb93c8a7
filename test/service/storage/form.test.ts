import { Client } from 'pg';
import { v7 as uuidV7 } from 'uuid';

import type { Resource } from '../../../service/scim/resource';
import * as hourlyStatements from '../../../service/storage/admin/hourly-statements';
import * as overviewStatements from '../../../service/storage/admin/overview-statements';
import * as portalStatements from '../../../service/storage/admin/portal-statements';
import * as rosterStatements from '../../../service/storage/admin/roster-statements';
import type { CallForAll } from '../../../service/storage/connections/all-tenants';
import { Database } from '../../../service/storage/connections/database';
import * as keepPlace from '../../../service/storage/connections/keep-place';
import * as groupStatements from '../../../service/storage/directory/group-statements';
import * as memberMove from '../../../service/storage/directory/member-move';
import * as membershipLog from '../../../service/storage/directory/membership-log';
import * as userStatements from '../../../service/storage/directory/user-statements';
import type { Form } from '../../../service/storage/form';
import * as accessStatement from '../../../service/storage/history/access-statement';
import * as eventStatements from '../../../service/storage/history/event-statements';
import * as historyStatements from '../../../service/storage/history/history-statements';
import * as streamStatements from '../../../service/storage/history/stream-statements';
import type { BoundChange, ConditionalChange } from '../../../service/storage/statements/change-statement';
import * as noteAction from '../../../service/storage/statements/note-action';
import { callEverything, NOW, storeOn, TENANT } from '../../support/every-call';
import { type Message, noteMessages } from '../../support/messages';
import { administer, lockWaits, type TestDatabase, useDatabase } from '../../support/postgres';

const TABLES =
  'users|user_emails|groups|members|provisioning_log|membership_log|refusals|event_positions|stream_positions|deliveries|tenant_counts|token_calls|hourly_requests|hourly_lags|portal_tenants|portal_tokens|portal_links';

/** A database with a pool of one connection. */
function open({ url }: TestDatabase): Database {
  return new Database({ connectionString: url, max: 1 }, () => undefined);
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
    await callEverything(db);
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
    await callEverything(db, 'all');
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
    await callEverything(db, 'again');
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
    await callEverything(db, 'in time');
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

  test('each transaction begins by setting the tenant for itself, in a message of its own, as a cluster passes it on', async () => {
    const db = open(database);
    const noted = noteMessages();
    await callEverything(db, 'told');
    await db.close();

    const texts = noted.map(({ text }) => text);
    const begun = texts.flatMap((text, index) => (text === 'begin' ? [texts[index + 1]] : []));
    expect(new Set(begun)).toEqual(new Set([`set local scim.tenant = '${TENANT}'`]));
    expect(texts.filter((text) => text.includes('scim.tenant'))).toEqual(begun);
  });

  test('a connection forgets the tenant with each transaction, however that ends', async () => {
    const db = open(database);
    const noted = noteMessages();
    const { users } = storeOn(db);
    const attributes = { userName: 'forgotten', active: true };
    const resource = { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
    const left = async () => {
      const { rows } = await (noted.at(-1)?.client as Client).query<{ tenant: string | null }>(
        `select current_setting('scim.tenant', true) as tenant`,
      );
      return rows[0]?.tenant ?? '';
    };

    const tenants = [];
    for (const ask of [
      () => users.find(resource.id, { related: true }),
      () => users.insert({ resource, attributes: [] }),
      () => users.insert({ resource, attributes: [] }).catch(() => undefined), // the id is taken
      () => users.remove(resource.id, () => undefined),
    ]) {
      await ask();
      tenants.push(await left());
    }
    await db.close();

    expect(tenants).toEqual(['', '', '', '']);
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
