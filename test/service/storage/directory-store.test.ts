import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../../service/directory/budget';
import { changeTo } from '../../../service/directory/change';
import { StoreUnavailable, UnknownMember } from '../../../service/directory/store';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import {
  ALONE,
  LATER,
  RELATED,
  always,
  insertGroup,
  insertUsers,
  useDirectories,
  user,
  users,
} from '../../support/directories';
import { administer, STORES } from '../../support/postgres';
import { startProxy } from '../../support/proxy';

describe.each(STORES)('a directory store on %s', (_name, server, form) => {
  const directories = useDirectories(server, form);
  const { open } = directories;

  describe('tenants', () => {
    test('see nothing of each other, by any path', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const ann = user('ann', { emails: [{ value: 'ann@x.example' }] });
      await insertUsers(contoso, ann);
      const team = await insertGroup(contoso, 'Data Team', [ann.id]);

      expect(await fabrikam.users.find(ann.id, ALONE)).toBeUndefined();
      expect(await fabrikam.users.change(ann.id, (before) => changeTo(before, {}, LATER), ALONE)).toBeUndefined();
      expect(await fabrikam.users.remove(ann.id, always)).toBe(false);
      expect((await fabrikam.users.search(users(), ALONE)).total).toBe(0);
      expect((await fabrikam.users.search(users({ filter: 'emails eq "ann@x.example"' }), ALONE)).total).toBe(0);
      expect(await fabrikam.groups.find(team.id, RELATED)).toBeUndefined();
      expect(await fabrikam.groups.remove(team.id, always)).toBe(false);
      await expect(insertGroup(fabrikam, 'Thieves', [ann.id])).rejects.toThrow(new UnknownMember([ann.id]));
      await insertUsers(fabrikam, user('ann'));
      expect(await contoso.users.find(ann.id, ALONE)).toMatchObject(ann);
    });

    test('are kept apart by the database where a statement forgets to', async () => {
      const [contoso, fabrikam] = [open(), open()];
      const ann = user('ann');
      await insertUsers(contoso, ann);
      await insertGroup(contoso, 'Data Team', [ann.id]);

      for (const table of ['users', 'user_emails', 'groups', 'members', 'provisioning_log']) {
        const rows = await directories.db.run(fabrikam.tenant, { text: `select from ${table}` });
        expect({ table, rows: rows.length }).toEqual({ table, rows: 0 });
      }
      await directories.db.run(fabrikam.tenant, { text: 'delete from users' });
      const smuggled = directories.db.run(fabrikam.tenant, {
        text: `insert into members (tenant_id, group_id, user_id) select '${contoso.tenant}', '${ann.id}', '${ann.id}'`,
      });

      await expect(smuggled).rejects.toThrow('row-level security');
      expect(await contoso.users.find(ann.id, ALONE)).toMatchObject(ann);
    });

    test('are served by a role that can neither bypass row-level security nor change the schema', async () => {
      const [role] = await directories.db.run<{ bypass: boolean; owner: boolean }>('any', {
        text: `select rolsuper or rolbypassrls as bypass,
                      pg_has_role(current_user, (select relowner from pg_class where relname = 'users'), 'member') as owner
                 from pg_roles where rolname = current_user`,
      });

      expect(role).toEqual({ bypass: false, owner: false });
    });
  });

  test('logs who changed what, in the same transaction', async () => {
    const store = open();
    const ann = user('ann');
    await insertUsers(store, ann);
    await store.users.change(
      ann.id,
      (before) => changeTo(before, { ...before.attributes, title: 'Lead' }, LATER),
      ALONE,
    );
    const team = await insertGroup(store, 'Data Team');
    await store.groups.change(team.id, (before) => changeTo(before, before.attributes, LATER), [
      { kind: 'add', ids: [ann.id] },
    ]);
    await store.users.remove(ann.id, always);
    await store.users.remove(ann.id, always);

    const rows = await directories.db.run(store.tenant, {
      text: 'select action, resource_type, resource_id, attributes, token_id, request_id from provisioning_log order by id',
    });

    const origin = { token_id: 'gen-1', request_id: 'request-1' };
    expect(rows).toEqual([
      { action: 'create', resource_type: 'User', resource_id: ann.id, attributes: ['userName', 'active'], ...origin },
      { action: 'change', resource_type: 'User', resource_id: ann.id, attributes: ['title'], ...origin },
      { action: 'create', resource_type: 'Group', resource_id: team.id, attributes: ['displayName'], ...origin },
      { action: 'change', resource_type: 'Group', resource_id: team.id, attributes: ['members'], ...origin },
      { action: 'change', resource_type: 'Group', resource_id: team.id, attributes: ['members'], ...origin },
      { action: 'delete', resource_type: 'User', resource_id: ann.id, attributes: [], ...origin },
    ]);
  });

  test('starts every index and foreign key with the tenant', async () => {
    const indexes = await administer(
      directories.url,
      `select indexdef from pg_indexes where schemaname = 'scim' and tablename <> 'migrations'`,
    );
    const keys = await administer(
      directories.url,
      `select pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'f' and connamespace = 'scim'::regnamespace`,
    );

    // One look finds the streams of all tenants that are due.
    expect(
      indexes.map(({ indexdef }) => String(indexdef)).filter((definition) => !/\(tenant_id/.test(definition)),
    ).toEqual([expect.stringContaining(' stream_positions_due ')]);
    expect(keys.length).toBeGreaterThan(0);
    expect(
      keys.map(({ definition }) => String(definition)).filter((text) => !/\(tenant_id.*\(tenant_id/.test(text)),
    ).toEqual([]);
  });

  test('gives up on a server that no longer answers', async () => {
    await using proxy = await startProxy(directories.url);
    const slow = new Database({ connectionString: proxy.url }, () => undefined, { statementTimeoutMs: 200 });
    const store = openStoreOn(slow)(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: '1', tokenId: '1' },
      new Budget(),
    );
    await store.users.find(uuidV7(), ALONE);

    proxy.fallSilent();

    await expect(store.users.find(uuidV7(), ALONE)).rejects.toThrow(StoreUnavailable);
    await expect(store.users.change(uuidV7(), (before) => changeTo(before, {}, LATER), ALONE)).rejects.toThrow(
      StoreUnavailable,
    );
    await slow.close();
  });

  test('says so when the database is away', async () => {
    const away = new Database({ connectionString: 'postgres://nobody@127.0.0.1:1/none' }, () => undefined);
    const key = { slug: 'contoso', defaultRole: undefined };
    const store = openStoreOn(away)(key, { requestId: '1', tokenId: '1' }, new Budget());

    await expect(store.users.find(uuidV7(), ALONE)).rejects.toThrow(StoreUnavailable);
    await expect(away.check()).rejects.toThrow('no connection to the database');
    await away.close();
  });
});
