import { readFileSync } from 'node:fs';

import { Client } from 'pg';

import { Database } from '../../../../../service/storage/connections/database';
import { migrate, MIGRATIONS } from '../../../../../service/storage/setup/migrate';
import { useOwnedDatabase } from '../../../../support/owned-database';
import { SERVERS } from '../../../../support/postgres';

const BEFORE = MIGRATIONS.filter((name) => name < '0004');
const INSERT = `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
                values ('contoso', 'request-1', 'gen-1', 'change', 'User', gen_random_uuid(), '{title}')`;

describe.each(SERVERS)('a provisioning log without values on %s', (_name, server) => {
  const { asOwner } = useOwnedDatabase(server);

  beforeEach(async () => {
    const client = new Client({ connectionString: asOwner });
    await client.connect();
    await client.query('create schema scim; grant usage on schema scim to scim_runtime; set search_path to scim');
    await client.query('create table migrations (name text primary key, at timestamptz not null)');
    for (const migration of BEFORE) {
      await client.query(readFileSync(`service/storage/setup/migrations/${migration}`, 'utf8'));
      await client.query('insert into migrations values ($1, now())', [migration]);
    }
    await client.query('grant select on migrations to scim_runtime');
    await client.end();
  });

  test('keeps its rows, and takes those of a service that does not know of history yet', async () => {
    const db = new Database({ connectionString: asOwner }, () => undefined);
    await db.run('contoso', { text: INSERT });

    const { ran } = await migrate({ connectionString: asOwner });
    await db.run('contoso', { text: INSERT });

    const rows = await db.run('contoso', { text: 'select name, version, attributes, changes from provisioning_log' });
    await db.close();
    expect(ran).toContain('0004-history.sql');
    const row = { name: null, version: null, attributes: ['title'], changes: {} };
    expect(rows).toEqual([row, row]);
  });
});
