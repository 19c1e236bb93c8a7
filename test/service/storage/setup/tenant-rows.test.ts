import { countRows } from '../../../../service/storage/setup/tenant-rows';
import { withClient } from '../../../../service/storage/with-client';
import { useDatabase } from '../../../support/postgres';

const database = useDatabase();
const asOwner = { connectionString: database.url };
const asRuntime = { connectionString: database.url, options: '-c role=scim_runtime' };

test.each([
  ['its rows are seen', asOwner],
  ['it fails', asRuntime],
])('a count does not change the session when %s', async (_how, config) => {
  const left = await withClient(config, async (client) => {
    await countRows(client, ['users']).catch(() => undefined);
    return (await client.query('show row_security')).rows;
  });

  expect(left).toEqual([{ row_security: 'on' }]);
});

test('fails as a role that does not see all rows, rather than to count too few', async () => {
  await expect(withClient(asRuntime, (client) => countRows(client, ['users']))).rejects.toThrow('row-level security');
});
