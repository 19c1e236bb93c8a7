import fc from 'fast-check';

import { type Access, AccessMap, mirror, Refused } from '../../../service/client';
import { sha256 } from '../../../service/directory/tenant-registry';
import { administer, useDatabase } from '../../support/postgres';
import { newToken, type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Mirrors a tenant until the mirror has the expected content, or until the test's time limit. */
async function mirrored(
  scim: RunningScim,
  table: AccessMap,
  start: string | undefined,
  act: () => Promise<void>,
): Promise<string> {
  const over = new AbortController();
  let cursor = start ?? '';
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((done) => (begun = done));
  const following = mirror(scim, table, {
    cursor: start,
    save: (reached) => {
      cursor = reached;
      begun();
    },
    signal: over.signal,
  });
  if (start === undefined) await Promise.race([beginning, following]);
  await act();
  const { body } = await scim.send('GET', '/events?from=now');
  while (cursor !== body.cursor) await new Promise((done) => setTimeout(done, 10));
  over.abort();
  await following;
  return cursor;
}

/** The tenant's users and groups as SCIM returns them. */
async function directoryOf(scim: RunningScim): Promise<unknown[]> {
  const { body } = await scim.send('GET', '/Users?count=100');
  return (body.Resources as any[]).map((user) => ({
    id: user.id,
    userName: user.userName,
    externalId: user.externalId,
    active: user.active,
    role: user['urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser'].role,
    groups: (user.groups ?? []).map(({ value, display }: any) => ({ id: value, displayName: display })),
  }));
}

const byId = (accesses: readonly unknown[]) =>
  [...(accesses as Access[])].sort((one, other) => (one.id < other.id ? -1 : 1));

describe('mirror', () => {
  test('contains what the directory contained before, and follows all changes', async () => {
    await using scim = await startScim(database);
    const table = new AccessMap();
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'Ann@contoso.example', externalId: 'o-1' });
    table.put({ ...accessTo('left-over'), userName: 'gone' });

    await mirrored(scim, table, undefined, async () => {
      await scim.send('PATCH', `/Users/${ann.id}`, {
        schemas: [PATCH],
        Operations: [{ op: 'add', path: 'roles', value: [{ primary: true, value: 'account_reviewer' }] }],
      });
    });

    expect(table.findByUserName('ann@CONTOSO.example')).toMatchObject({
      id: ann.id,
      active: true,
      role: 'account_reviewer',
    });
    expect(table.findByExternalId('o-1')?.id).toBe(ann.id);
    expect(table.all()).toHaveLength(1);
  });

  test('has the same content as the directory after any history, even if it restarts in the middle', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'create',
        'role',
        'active',
        'rename',
        'delete',
        'group',
        'join',
        'leave',
        'regroup',
        'ungroup',
      ),
      which: fc.nat(4),
      value: fc.nat(4),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.nat(25), async (steps, restartAt) => {
        await using scim = await startScim(database);
        const table = new AccessMap();
        const [users, groups] = [[] as string[], [] as string[]];
        const patch = (path: string, operation: object) =>
          scim.send('PATCH', path, { schemas: [PATCH], Operations: [operation] });
        const play = async (some: typeof steps) => {
          for (const { kind, which, value } of some) {
            const [user, group] = [users[which % (users.length || 1)], groups[value % (groups.length || 1)]];
            if (kind === 'create')
              users.push((await scim.send('POST', '/Users', { userName: `u${users.length}` })).body.id);
            if (kind === 'group')
              groups.push((await scim.send('POST', '/Groups', { displayName: `g${groups.length}` })).body.id);
            if (user && kind === 'active')
              await patch(`/Users/${user}`, { op: 'replace', path: 'active', value: value > 2 });
            if (user && kind === 'rename')
              await patch(`/Users/${user}`, { op: 'replace', path: 'userName', value: `n${value}` });
            if (user && kind === 'role')
              await patch(`/Users/${user}`, {
                op: 'add',
                path: 'roles',
                value: [{ primary: true, value: 'data_steward' }],
              });
            if (user && kind === 'delete') await scim.send('DELETE', `/Users/${user}`);
            if (user && group && kind === 'join')
              await patch(`/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: user }] });
            if (user && group && kind === 'leave')
              await patch(`/Groups/${group}`, { op: 'remove', path: `members[value eq "${user}"]` });
            if (group && kind === 'regroup')
              await patch(`/Groups/${group}`, { op: 'replace', path: 'displayName', value: `r${which}` });
            if (group && kind === 'ungroup') await scim.send('DELETE', `/Groups/${group}`);
          }
        };

        const reached = await mirrored(scim, table, undefined, () => play(steps.slice(0, restartAt)));
        await play(steps.slice(restartAt)); // while no client follows the tenant
        await mirrored(scim, table, reached, () => Promise.resolve());

        expect(byId(table.all())).toEqual(byId(await directoryOf(scim)));
      }),
      { numRuns: 15 },
    );
  });

  test('renames a group for all who are in it', async () => {
    await using scim = await startScim(database);
    const table = new AccessMap();
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: group } = await scim.send('POST', '/Groups', { displayName: 'Money', members: [{ value: ann.id }] });

    await mirrored(scim, table, undefined, async () => {
      await scim.send('PATCH', `/Groups/${group.id}`, {
        schemas: [PATCH],
        Operations: [{ op: 'replace', path: 'displayName', value: 'Finance' }],
      });
    });

    expect(table.findByUserName('ann')?.groups).toEqual([{ id: group.id, displayName: 'Finance' }]);
  });

  test('starts over with all users when its cursor is too old', async () => {
    await using scim = await startScim(database);
    const table = new AccessMap();
    const { body } = await scim.send('GET', '/events?from=now');
    await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.send('GET', '/events?from=now');
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${scim.tenant}'`);

    await mirrored(scim, table, body.cursor, () => Promise.resolve());

    expect(table.all().map(({ userName }) => userName)).toEqual(['ann']);
  });

  test('misses no change that is made while all users are read', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const people = new AccessMap();
    const put = people.put.bind(people);
    let isFirst = true;
    const table = Object.assign(people, {
      put: async (access: Access) => {
        put(access);
        if (!isFirst) return;
        isFirst = false;
        await scim.send('POST', '/Users', { userName: 'bob' });
        await scim.send('DELETE', `/Users/${ann.id}`);
      },
    });

    await mirrored(scim, table, undefined, () => Promise.resolve());

    expect(table.all().map(({ userName }) => userName)).toEqual(['bob']);
  });

  test('saves no cursor before all that comes before it is in the table, so that a crash loses nothing', async () => {
    await using scim = await startScim(database);
    const { body } = await scim.send('GET', '/events?from=now');
    await scim.send('POST', '/Users', { userName: 'ann' });
    const saved: string[] = [];
    const save = (cursor: string) => void saved.push(cursor);
    const crash = () => Promise.reject(new Error('the product crashed'));
    const broken = Object.assign(new AccessMap(), { put: crash });

    await expect(mirror(scim, broken, { save })).rejects.toThrow('the product crashed');
    await expect(mirror(scim, broken, { save, cursor: body.cursor })).rejects.toThrow('the product crashed');
    const noting = mirror(scim, new AccessMap(), { save, cursor: body.cursor, onEvent: crash });
    await expect(noting).rejects.toThrow('the product crashed');

    expect(saved).toEqual([]);
  });

  test('follows each tenant by itself with the token of a reader of all', async () => {
    const token = newToken();
    await using scim = await startScim(database, { readers: [{ id: 'product-1', sha256: sha256(token) }] });
    const over = new AbortController();
    const tables = new Map([scim.tenant, `${scim.tenant}-other`].map((slug) => [slug, new AccessMap()]));
    const following = [...tables].map(([slug, table]) =>
      mirror({ url: scim.url.replace('/scim/v2', `/tenants/${slug}/scim/v2`), token }, table, { signal: over.signal }),
    );

    await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.other.send('POST', '/Users', { userName: 'bob' });
    const names = () => [...tables.values()].map((table) => table.all().map(({ userName }) => userName));
    while (names().some((each) => each.length === 0)) await new Promise((done) => setTimeout(done, 10));
    over.abort();
    await Promise.all(following);

    expect(names()).toEqual([['ann'], ['bob']]);
  });

  test('fails when the token is unknown, instead of retrying forever', async () => {
    await using scim = await startScim(database);

    const following = mirror({ url: scim.url, token: 'wrong' }, new AccessMap(), { save: () => undefined });

    await expect(following).rejects.toThrow(Refused);
  });
});

function accessTo(id: string): Access {
  return { id, userName: id, externalId: undefined, active: true, role: undefined, groups: [] };
}
