import { useDatabase } from '../../../support/postgres';
import { startScim } from '../../../support/scim-client';

const database = useDatabase();

describe('the manager of a user', () => {
  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

  test('is shown by name where a single user is read, and found by it', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.send('POST', '/Users', { userName: 'boss', displayName: 'The Boss' });
    const reports = { userName: 'ann', [ENTERPRISE]: { manager: { value: String(boss.id).toUpperCase() } } };
    const { body: ann } = await scim.send('POST', '/Users', reports);
    await scim.send('POST', '/Users', { userName: 'bob', [ENTERPRISE]: { manager: { value: ann.id.slice(1) } } });
    const namesOf = ({ Resources }: any) => Resources.map(({ userName }: any) => String(userName));
    const find = async (filter: string) =>
      namesOf((await scim.send('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body);

    const manager = { value: String(boss.id).toUpperCase(), $ref: boss.meta.location, displayName: 'The Boss' };
    expect(ann[ENTERPRISE]).toEqual({ manager });
    const { body: read } = await scim.send('GET', `/Users/${ann.id}?attributes=manager.displayName`);
    expect(read[ENTERPRISE]).toEqual({ manager: { displayName: 'The Boss' } });
    const { body: list } = await scim.send('GET', '/Users?filter=userName+eq+%22ann%22');
    expect(list.Resources[0][ENTERPRISE]).toEqual({ manager: { value: manager.value } });
    expect(await find('manager.displayName eq "the boss"')).toEqual(['ann']);
    expect(await find('manager.displayName pr')).toEqual(['ann']);
    expect(await find('not (manager.displayName pr)')).toEqual(['boss', 'bob']);
  });

  test('changes the entity tag when the name changes or the manager goes', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.send('POST', '/Users', { userName: 'boss' });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      [ENTERPRISE]: { manager: { value: boss.id } },
    });
    const read = (tag: string) => scim.send('GET', `/Users/${ann.id}`, undefined, { 'If-None-Match': tag });

    const same = await read(ann.meta.version);
    await scim.send('PATCH', `/Users/${boss.id}`, { Operations: [{ op: 'add', path: 'displayName', value: 'Boss' }] });
    const renamed = await read(ann.meta.version);
    await scim.send('DELETE', `/Users/${boss.id}`);
    const gone = await read(renamed.body.meta.version);

    expect([same.status, renamed.status, gone.status]).toEqual([304, 200, 200]);
    expect(gone.body[ENTERPRISE]).toEqual({ manager: { value: boss.id } });
  });

  test('of another tenant is unknown', async () => {
    await using scim = await startScim(database);
    const { body: boss } = await scim.other.send('POST', '/Users', { userName: 'boss' });

    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      [ENTERPRISE]: { manager: { value: boss.id } },
    });

    expect(ann[ENTERPRISE]).toEqual({ manager: { value: boss.id } });
  });
});
