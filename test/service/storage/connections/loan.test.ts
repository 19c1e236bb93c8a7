import { Database } from '../../../../service/storage/connections/database';
import { callEverything, TENANT } from '../../../support/every-call';
import { type Message, noteMessages } from '../../../support/messages';
import { useDatabase } from '../../../support/postgres';

const database = useDatabase(undefined, 'cluster');
afterEach(() => jest.restoreAllMocks());

describe('on a cluster', () => {
  test('each transaction says the tenant, in a message of its own and ahead of its statements', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const noted = noteMessages();
    await callEverything(db, 'once more');
    await db.close();

    const texts = noted.map(({ text }) => text);
    const begins = texts.flatMap((text, index) => (text === 'begin' ? [index] : []));
    expect(begins.length).toBeGreaterThan(10);
    for (const index of begins) expect(texts[index + 1]).toBe(`set local scim.tenant = '${TENANT}'`);
    expect(texts.filter((text) => text.includes('scim.tenant'))).toHaveLength(begins.length);
    expect(texts.filter((text) => ['commit', 'rollback'].includes(text)).length).toBeGreaterThanOrEqual(begins.length);
  });

  test('a connection forgets the tenant with the transaction', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
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
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const name = `o'neil \\' \\`;

    expect(await db.run(name, { text: `select current_setting('scim.tenant') as served` })).toEqual([{ served: name }]);
    await db.close();
  });
});
