import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { QueryConfig } from 'pg';

import { Budget } from '../service/directory/budget';
import { TenantRegistry } from '../service/directory/tenant-registry';
import { USER } from '../service/scim/resource-type';
import { readSearch } from '../service/scim/search';
import { Database } from '../service/storage/database';
import { openStoreOn } from '../service/storage/open-store';

/**
 * The least work that a server can do for a request: `GET` runs the statement that matches a user, `POST` inserts a
 * row, and both answer a constant. It shares only the pool, the statement and the tenant with the service.
 */
function main(): void {
  const { DATABASE_URL: connectionString, TENANT: tenant = '', REGISTRY = '', USERS, ANSWER_BYTES } = process.env;
  const db = new Database({ connectionString, max: 10 }, () => undefined);
  const users = Number(USERS);
  const answer = Buffer.alloc(Number(ANSWER_BYTES), 'x');
  const select = matchStatement(tenant, REGISTRY);

  const server = createServer((req, res) => {
    req.resume();
    const key = `user${Math.floor(Math.random() * users)}@${tenant}`;
    void db.run(tenant, req.method === 'POST' ? insert(tenant) : select(key)).then(() => {
      res.writeHead(200, { 'Content-Type': 'application/scim+json', 'Content-Length': answer.length });
      res.end(answer);
    });
  });
  server.listen(0, () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ msg: 'listening', url: `http://localhost:${port}` }));
  });
  process.once('SIGTERM', () => process.exit(0));
}

/** The statement with which the service matches a user, captured on its way to the database. */
function matchStatement(slug: string, registry: string): (userNameKey: string) => QueryConfig {
  const tenant = TenantRegistry.parse(registry).tenants.find((one) => one.slug === slug);
  if (!tenant) throw new Error(`the registry has no tenant '${slug}'`);
  let caught: QueryConfig | undefined;
  const catcher = {
    run: (_tenant: string, query: QueryConfig) => {
      caught = query;
      return Promise.resolve([]);
    },
  } as unknown as Database;
  const search = readSearch(USER, { filter: 'userName eq "sought"' });
  const { users } = openStoreOn(catcher)(tenant, { requestId: '', tokenId: '' }, new Budget());
  for (let times = 0; times < 2; times++) void users.search(search, { related: true }); // prepared from the second time on
  const { name, text, values = [] } = caught as unknown as QueryConfig;
  return (key) => ({ name, text, values: values.map((value: unknown) => (value === 'sought' ? key : value)) });
}

function insert(tenant: string): QueryConfig {
  const name = `floor-${randomUUID()}`;
  return {
    name: 'insert-one-user',
    text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created,
                              last_modified, changed_by)
           values ($1, $2, $3, $3, true, $4, 1, now(), now(), 'floor')`,
    values: [tenant, randomUUID(), name, ATTRIBUTES],
  };
}

const ATTRIBUTES = JSON.stringify({ displayName: 'Ann Example', name: { givenName: 'Ann', familyName: 'Example' } });

main();
