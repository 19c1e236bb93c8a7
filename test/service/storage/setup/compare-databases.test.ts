import { randomUUID } from 'node:crypto';

import { migration } from '../../../../service/migrate';
import { Database } from '../../../../service/storage/connections/database';
import { compareDatabases } from '../../../../service/storage/setup/compare-databases';
import { MIGRATIONS } from '../../../../service/storage/setup/migrate';
import { callProgram } from '../../../support/call-program';
import { callEverything, TENANT } from '../../../support/every-call';
import { administer, SERVERS, useDatabase } from '../../../support/postgres';

/** The expected result for the table of migrations, which is compared as well. */
const RAN = { table: 'migrations', tenant: '', from: MIGRATIONS.length, to: MIGRATIONS.length, same: true };

const USER = (tenant: string, id: string, name: string) =>
  `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
   values ('${tenant}', '${id}', '${name}', '${name}', true, '{}', 1, '2026-11-01Z', '2026-11-01Z', 'token')`;

describe.each(SERVERS)('compareDatabases on %s', (_name, server) => {
  const [one, other] = [useDatabase(server), useDatabase(server)];
  const named = (name: string, url: string, options?: string) => ({ name, config: { connectionString: url, options } });
  const compare = () => compareDatabases(named('one', one.url), named('other', other.url));
  const inBoth = async (statement: string) => {
    for (const { url } of [one, other]) await administer(url, statement);
  };
  afterEach(() => inBoth('truncate scim.users cascade'));

  test('finds the rows the same, in whatever order and time zone they are kept', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await administer(one.url, `${USER('contoso', ann, 'ann')}; ${USER('contoso', bob, 'bob')}`);
    await administer(other.url, `${USER('contoso', bob, 'bob')}; ${USER('contoso', ann, 'ann')}`);
    const name = new URL(other.url).pathname.slice(1);
    await administer(other.url, `alter database ${name} set timezone = 'Asia/Tokyo'`);

    expect(await compare()).toEqual([RAN, { table: 'users', tenant: 'contoso', from: 2, to: 2, same: true }]);
  });

  test('finds a missing row, a tenant that is missing, and one value that differs', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await inBoth(USER('contoso', ann, 'ann'));
    await inBoth(USER('northwind', bob, 'bob'));
    await administer(one.url, USER('contoso', bob, 'bob'));
    await administer(other.url, USER('fabrikam', bob, 'bob'));
    await administer(other.url, `update scim.users set external_id = 'x' where tenant_id = 'northwind'`);

    expect(await compare()).toEqual([
      RAN,
      { table: 'users', tenant: 'contoso', from: 2, to: 1, same: false },
      { table: 'users', tenant: 'northwind', from: 1, to: 1, same: false },
      { table: 'users', tenant: 'fabrikam', from: 0, to: 1, same: false },
    ]);
  });

  test('looks into each table of tenants', async () => {
    const full = new Database({ connectionString: one.url }, () => undefined);
    await callEverything(full);
    await full.close();
    const [user, group] = [randomUUID(), randomUUID()];
    await administer(
      one.url,
      `${USER(TENANT, user, 'ann')};
       insert into scim.user_emails values ('${TENANT}', 'ann@contoso.com', '${user}');
       insert into scim.groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
       values ('${TENANT}', '${group}', 'Team', 'team', '{}', 1, now(), now());
       insert into scim.members values ('${TENANT}', '${group}', '${user}');
       insert into scim.hourly_requests values ('${TENANT}', now(), 1, 0, 0);
       insert into scim.hourly_lags values ('${TENANT}', 'product', now(), 1)`,
    );
    const tables = await administer(
      one.url,
      `select c.relname as name from pg_class c join pg_attribute on attrelid = c.oid and attname = 'tenant_id'
        where relnamespace = 'scim'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    );

    const differing = (await compare()).filter(({ same }) => !same);

    for (const { name } of tables) await administer(one.url, `truncate scim.${String(name)} cascade`);
    expect(differing.map(({ table }) => table).sort()).toEqual(tables.map(({ name }) => name).sort());
    expect(tables.length).toBeGreaterThan(15);
  });

  test('sees the rows of an owner whom row-level security binds, and leaves it in force', async () => {
    const owner = `owner_${randomUUID().slice(0, 8)}`;
    await inBoth(USER('contoso', randomUUID(), 'ann'));
    await administer(server, `create role ${owner} login password '${owner}'`);
    await administer(
      one.url,
      `grant usage on schema scim to ${owner}; grant select on all tables in schema scim to ${owner}`,
    );
    for (const table of [
      'users',
      'user_emails',
      'groups',
      'members',
      'event_positions',
      'provisioning_log',
      'membership_log',
      'refusals',
      'portal_links',
      'portal_tenants',
      'portal_tokens',
      'tenant_counts',
      'token_calls',
      'hourly_requests',
      'hourly_lags',
      'stream_positions',
      'deliveries',
    ]) {
      await administer(one.url, `alter table scim.${table} owner to ${owner}`);
    }
    const asOwner = Object.assign(new URL(one.url), { username: owner, password: owner });

    const rows = await compareDatabases(named('as its owner', asOwner.href), named('one', one.url));

    expect(rows).toEqual([RAN, { table: 'users', tenant: 'contoso', from: 1, to: 1, same: true }]);
    const [forced] = await administer(
      one.url,
      `select relforcerowsecurity as forced from pg_class where oid = 'scim.users'::regclass`,
    );
    await administer(one.url, `reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`);
    expect(forced).toEqual({ forced: true });
  });

  test('fails as a role that does not see all rows, rather than to find two empty databases the same', async () => {
    const bound = named('one', one.url, '-c role=scim_runtime');

    await expect(compareDatabases(bound, bound)).rejects.toMatchObject({
      message: "'one' does not show all rows to this login; sign in as the owner of the tables",
      cause: { message: expect.stringMatching(/must be owner|row-level security/) },
    });
  });

  test('finds that history would reach back less far, since its migration ran later', async () => {
    const later = (days: number) =>
      administer(
        other.url,
        `update scim.migrations set at = at + make_interval(days => ${days}) where name = '0004-history.sql'`,
      );
    await later(1);

    expect(await compare()).toEqual([{ ...RAN, same: false }]);
    await later(-1);
  });

  test('fails when another migration ran in one of them', async () => {
    await administer(other.url, `insert into scim.migrations values ('9999-other.sql', now())`);

    await expect(compare()).rejects.toThrow(
      'the same migrations did not run in both; run `entra-scim migrate` on each',
    );
    await administer(other.url, `delete from scim.migrations where name = '9999-other.sql'`);
  });

  describe('entra-scim migrate compare', () => {
    const call = (...args: string[]) =>
      callProgram(migration, ['compare', ...args], { FROM_URL: one.url, TO_URL: other.url });

    test('prints what each tenant has, and exits with 1 when it differs', async () => {
      await inBoth(USER('contoso', randomUUID(), 'ann'));
      await administer(other.url, 'update scim.users set version = 2');

      const { code, output, errors } = await call('FROM_URL', 'TO_URL');

      expect(output).toMatch(/tenant +│ table +│ from │ to [^]* contoso │ users +│ +1 │ +1 │ other values /);
      expect(errors).toBe('1 of 2 lines differ; copy again while nothing writes to the databases, then compare\n');
      expect(code).toBe(1);
    });

    test('gives a program all lines as JSON, and exits with 0 when they are the same', async () => {
      await inBoth(USER('contoso', randomUUID(), 'ann'));

      const { code, output, errors } = await call('FROM_URL', 'TO_URL', '--format', 'json');

      expect(JSON.parse(output)).toEqual([RAN, { table: 'users', tenant: 'contoso', from: 1, to: 1, same: true }]);
      expect(errors).toBe(`both databases have the same rows: ${MIGRATIONS.length + 1}\n`);
      expect(code).toBe(0);
    });

    test('exits with 1, and says what to copy, when only the times of the migrations differ', async () => {
      await administer(other.url, `update scim.migrations set at = at + interval '1 day'`);

      const { code, errors } = await call('FROM_URL', 'TO_URL');

      await administer(other.url, `update scim.migrations set at = at - interval '1 day'`);
      expect(errors).toMatch(
        /^both databases have the same rows of tenants; but the migrations of 'TO_URL' ran at other/,
      );
      expect(code).toBe(1);
    });

    test.each([
      [
        'the same database',
        () => one.url,
        /^'FROM_URL' and 'TO_URL' name the same database, which would be compared with/,
      ],
      [
        'a database without the tables',
        () => Object.assign(new URL(one.url), { pathname: '/template1' }).href,
        /^'TO_URL' does not have the tables of the service; run `entra-scim migrate` on it; relation "scim.migr/,
      ],
      ['another kind of server', () => 'mysql://owner:hunter2@127.0.0.1/scim', /TO_URL must be a URL that starts with/],
    ])('fails with 2 when the second is %s, and names it', async (_what, url, message) => {
      const { code, errors } = await callProgram(migration, ['compare', 'FROM_URL', 'TO_URL'], {
        FROM_URL: one.url,
        TO_URL: url(),
      });

      expect(errors).toMatch(message);
      expect(errors).not.toContain('hunter2');
      expect(code).toBe(2);
    });

    test.each([
      ['postgres://owner:hunter2@127.0.0.1/scim', 'everybody on this machine can see a password in a command line'],
      ['NO_URL', "'NO_URL' is neither a URL nor an environment variable that is set"],
      ['http://127.0.0.1/scim', 'must be a URL that starts with postgres://'],
      ['postgres://127.0.0.1:1/scim', 'connect ECONNREFUSED 127.0.0.1:1'],
    ])('fails with 2 on %s, and shows no password', async (from, message) => {
      const { code, errors } = await call(from, 'TO_URL');

      expect(errors).toContain(message);
      expect(errors).not.toContain('hunter2');
      expect(code).toBe(2);
    });
  });
});
