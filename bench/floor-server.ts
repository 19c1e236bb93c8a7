import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import express from 'express';
import { Pool, type QueryConfig } from 'pg';

import { addMember, create, match, page, patchUser, removeMember } from './floor-directory';

interface UserRow {
  readonly id: string;
  readonly user_name: string;
  readonly active: boolean;
  readonly attributes: object;
  readonly version: number;
  readonly groups: readonly object[] | null;
  readonly total?: string;
}

/** A new user, as the bench sends it. */
interface Posted {
  readonly userName: string;
  readonly externalId?: string;
  readonly active: boolean;
  readonly emails: readonly { readonly value: string }[];
  readonly roles: readonly [{ readonly value: string }];
}

interface Patch {
  readonly Operations: readonly [{ readonly op: string; readonly path: string; readonly value: unknown }];
}

/**
 * Does the minimum work that an Express server can do for a request: it checks the token, reads the body, runs one
 * prepared statement, and answers with the result. The server checks nothing else, and shares no code with the service.
 */
function main(): void {
  const { DATABASE_URL: connectionString, TENANT: tenant = '', TOKEN_SHA256: known = '' } = process.env;
  const pool = new Pool({ connectionString, max: 10, idleTimeoutMillis: 0 });
  const author = () => ({ requestId: randomUUID(), tokenId: 'gen-1' });
  const run = async (query: QueryConfig) => (await pool.query<UserRow>(query)).rows;

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use((req, res, next) => {
    const [, token = ''] = (req.headers.authorization ?? '').split('Bearer ');
    if (createHash('sha256').update(token).digest('hex') === known) next();
    else res.status(401).end();
  });
  app.use(express.json({ type: 'application/scim+json' }));
  app.get('/Users', async (req, res) => {
    const { filter, startIndex, count } = req.query as Record<string, string | undefined>;
    const [, userName] = /^userName eq "(.*)"$/.exec(filter ?? '') ?? [];
    const skipped = Number(startIndex ?? 1) - 1;
    const rows = await run(userName === undefined ? page(tenant, Number(count), skipped) : match(tenant, userName));
    res.json({
      totalResults: Number(rows[0]?.total ?? rows.length),
      itemsPerPage: rows.length,
      startIndex: skipped + 1,
      Resources: rows.map(resource),
    });
  });
  app.post('/Users', async (req, res) => {
    const { userName, externalId, active, ...attributes } = req.body as Posted;
    const id = randomUUID();
    const emails = attributes.emails.map(({ value }) => value);
    const facts = {
      userName: { after: userName },
      active: { after: active },
      role: { after: attributes.roles[0].value },
    };
    await run(create(tenant, { id, userName, externalId, active, emails, attributes, facts }, author()));
    res.status(201).json({ id, userName, externalId, active, ...attributes, meta: { version: 'W/"1"' } });
  });
  app.patch('/Users/:id', async (req, res) => {
    const [{ path, value }] = (req.body as Patch).Operations;
    const [row] = await run(patchUser(tenant, req.params.id, { [path]: value }, author()));
    if (!row) throw new Error(`there is no user ${req.params.id}`);
    res.json(resource(row));
  });
  app.patch('/Groups/:id', async (req, res) => {
    const [{ op, value }] = (req.body as Patch).Operations;
    const [{ value: user }] = value as [{ value: string }];
    await run((op === 'Add' ? addMember : removeMember)(tenant, req.params.id, user, author()));
    res.status(204).end();
  });

  const server = app.listen(0, () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ msg: 'listening', url: `http://localhost:${port}` }));
  });
  process.once('SIGTERM', () => process.exit(0));
}

function resource({ id, user_name: userName, active, attributes, version, groups }: UserRow): object {
  return { id, userName, active, ...attributes, groups, meta: { resourceType: 'User', version: `W/"${version}"` } };
}

main();
