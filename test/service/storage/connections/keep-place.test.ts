import { Client } from 'pg';
import { v7 as uuidV7 } from 'uuid';

import { StoreUnavailable } from '../../../../service/directory/store';
import { Database } from '../../../../service/storage/connections/database';
import { callEverything, storeOn } from '../../../support/every-call';
import { noteMessages } from '../../../support/messages';
import { useDatabase } from '../../../support/postgres';

const database = useDatabase(undefined, 'cluster');
afterEach(() => jest.restoreAllMocks());

describe('on a cluster', () => {
  test('the rows stay on their node while a transaction writes: its first statement is one that waits for a move, and finds the rows where they are then', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const noted = noteMessages();
    await callEverything(db, 'in place');
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
});
