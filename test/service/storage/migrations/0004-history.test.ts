import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Client } from 'pg';

import { Database } from '../../../../service/storage/database';
import { migrate, MIGRATIONS } from '../../../../service/storage/migrate';
import { administer, SERVERS, useDatabase } from '../../../support/postgres';

const BEFORE = MIGRATIONS.filter((name) => name < '0004');
const INSERT = `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
                values ('contoso', 'request-1', 'gen-1', 'change', 'User', gen_random_uuid(), '{title}')`;

describe.each(SERVERS)('a provisioning log without values on %s', (_name, server) => {
  useDatabase(server); // creates the runtime role
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  const owner = `migrator_${randomUUID().slice(0, 8)}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  [url.username, url.password] = [owner, owner];

  // As on Azure, the owner is not a superuser, so forced row-level security applies to it, too.
  beforeEach(async () => {
    await administer(server, `create role ${owner} login createrole password '${owner}'`);
    await administer(server, `grant scim_runtime to ${owner} with admin option`);
    await administer(server, `create database ${name} owner ${owner}`);
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query('create schema scim; grant usage on schema scim to scim_runtime; set search_path to scim');
    await client.query('create table migrations (name text primary key, at timestamptz not null)');
    for (const migration of BEFORE) {
      await client.query(readFileSync(`service/storage/migrations/${migration}`, 'utf8'));
      await client.query('insert into migrations values ($1, now())', [migration]);
    }
    await client.query('grant select on migrations to scim_runtime');
    await client.end();
  });
  afterEach(async () => {
    await administer(server, `drop database ${name} with (force)`);
    await administer(server, `drop role ${owner}`);
  });

  test('keeps its rows, and takes those of a service that does not know of history yet', async () => {
    const db = new Database({ connectionString: url.href }, () => undefined);
    await db.run('contoso', { text: INSERT });

    const { ran } = await migrate({ connectionString: url.href });
    await db.run('contoso', { text: INSERT });

    const rows = await db.run('contoso', { text: 'select name, version, attributes, changes from provisioning_log' });
    await db.close();
    expect(ran).toContain('0004-history.sql');
    const row = { name: null, version: null, attributes: ['title'], changes: {} };
    expect(rows).toEqual([row, row]);
  });
});
