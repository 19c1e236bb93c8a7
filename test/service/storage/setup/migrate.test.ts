import { randomUUID } from 'node:crypto';

import { Database } from '../../../../service/storage/connections/database';
import { admitIdentity } from '../../../../service/storage/setup/admit-identity';
import { migrate, MIGRATIONS } from '../../../../service/storage/setup/migrate';
import { statementsOf } from '../../../../service/storage/setup/sql-script';
import { noteMessages } from '../../../support/messages';
import { administer, DATABASES, SERVERS, useDatabase } from '../../../support/postgres';

const NOTHING = { tables: [], rows: [] };

describe.each(SERVERS)('migrate on %s', (_name, server) => {
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  beforeEach(() => administer(server, `create database ${name}`));
  afterEach(() => administer(server, `drop database ${name} with (force)`));

  test('prepares an empty database, and has nothing to do the next time', async () => {
    const db = new Database({ connectionString: url.href }, () => undefined);

    await expect(db.check()).rejects.toThrow('the database is not prepared; run the migration');
    expect(await migrate({ connectionString: url.href })).toEqual({ ran: MIGRATIONS, distributed: NOTHING });
    expect(await migrate({ connectionString: url.href })).toEqual({ ran: [], distributed: NOTHING });
    await expect(db.check()).resolves.toBeUndefined();
    await db.close();
  });

  test('sends each statement by itself, because a cluster hands whole messages on to its nodes', async () => {
    const messages = noteMessages();

    await migrate({ connectionString: url.href });
    jest.restoreAllMocks();

    expect(messages.length).toBeGreaterThan(2 * MIGRATIONS.length);
    for (const { text } of messages) expect(statementsOf(text)).toHaveLength(1);
  });

  test('runs every migration once, however many start at once', async () => {
    const ran = await Promise.all(Array.from({ length: 5 }, () => migrate({ connectionString: url.href })));

    expect(ran.flatMap((one) => one.ran)).toEqual(MIGRATIONS);
  });

  test('fails as a login that may not grant the role, with what to sign in as, and changes nothing', async () => {
    const login = `login_${randomUUID().slice(0, 8)}`;
    await administer(server, `create role ${login} login password '${login}'`);
    const asLogin = Object.assign(new URL(url), { username: login, password: login });

    await expect(migrate({ connectionString: asLogin.href })).rejects.toMatchObject({
      message: expect.stringContaining('migrate as the login that owns the tables, or that may create roles'),
      cause: { code: '42501' },
    });

    await administer(server, `drop role ${login}`);
    expect(await administer(url.href, `select to_regnamespace('scim') as found`)).toEqual([{ found: null }]);
  });

  test('creates the login of a managed identity once, and lets it serve requests', async () => {
    const identity = { name: `runtime-${randomUUID()}`, objectId: randomUUID() };
    // Defines a stand-in for Azure's function that creates a login.
    await administer(
      server,
      `create or replace function pgaadauth_create_principal_with_oid(name text, oid text, kind text, admin boolean, mfa boolean)
       returns void language plpgsql as $$ begin execute format('create role %I login', name); end $$`,
    );
    await migrate({ connectionString: url.href });

    await admitIdentity({ connectionString: server }, identity);
    await admitIdentity({ connectionString: server }, identity);

    const [row] = await administer(
      server,
      `select pg_has_role('${identity.name}', 'scim_runtime', 'member') as serves, rolsuper
         from pg_roles where rolname = '${identity.name}'`,
    );
    await administer(server, `drop role "${identity.name}"`);
    expect(row).toEqual({ serves: true, rolsuper: false });
  });
});

describe.each(DATABASES)('migrate from an earlier release on %s', (_name, server) => {
  const database = useDatabase(server);
  const LATER = MIGRATIONS.slice(MIGRATIONS.indexOf('0010-sparse-indexes.sql'));

  test('changes indexes and makes functions in one run, and keeps the rows', async () => {
    const asOwner = (statement: string) => administer(database.url, statement);
    await asOwner("insert into scim.portal_tenants (tenant_id, version, changed_by) values ('contoso', 7, 'ann')");
    const made = await asOwner(
      "select oid::regprocedure::text as made from pg_proc where pronamespace = 'scim'::regnamespace and 'among' = any (proargnames)",
    );
    await asOwner(made.map(({ made: name }) => `drop function ${String(name)}`).join(';'));
    await asOwner(`delete from scim.migrations where name in ('${LATER.join("', '")}')`);

    const { ran } = await migrate({ connectionString: database.url });

    expect(ran).toEqual(LATER);
    expect(await asOwner('select version::int from scim.portal_tenants')).toEqual([{ version: 7 }]);
  });
});
