import { randomBytes } from 'node:crypto';

import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';

import { sha256 } from '../../../service/directory/tenant-registry';
import { News } from '../../../service/events/news';
import { Database } from '../../../service/storage/connections/database';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import { deletion } from '../../support/deletion';
import { keptLog } from '../../support/log-lines';
import { administer, useDatabase } from '../../support/postgres';
import {
  type Answer,
  newToken,
  scimClient,
  type ScimClient,
  type ScimOptions,
  startScim,
} from '../../support/scim-client';

const database = useDatabase();

const AUDIENCE = 'https://idp.example.com';
const IDP = { name: 'idp', delivery: 'poll', audience: AUDIENCE, reader: 'idp' };
const PROV = 'urn:ietf:params:scim:event:prov:';

/** A service with one tenant whose reader `idp` polls the stream `idp`. */
async function startPolled(stream: object = {}, options: ScimOptions = {}) {
  const token = newToken();
  const scim = await startScim(database, {
    signing: { 'set-signing-key-1': randomBytes(32).toString('base64url') },
    tenant: { readers: [{ id: 'idp-2', sha256: sha256(token) }], streams: [{ ...IDP, ...stream }] },
    ...options,
  });
  const reader = scimClient(scim.url, token);
  return {
    ...scim,
    reader,
    poll: (body: object = { returnImmediately: true }) => reader.send('POST', '/SecurityEvents/idp', body),
    [Symbol.asyncDispose]: () => scim[Symbol.asyncDispose](),
  };
}

type Polled = Awaited<ReturnType<typeof startPolled>>;

const jtisOf = ({ body }: Answer): string[] => Object.keys(body.sets);
const claimsOf = ({ body }: Answer): any[] => Object.values<string>(body.sets).map((token) => decodeJwt(token));
const urisOf = (answer: Answer): string[] => claimsOf(answer).map(({ sub_id: { uri } }) => uri);

/** Users with these names, each told by one token. */
async function createUsers(scim: ScimClient, ...names: string[]): Promise<string[]> {
  const uris: string[] = [];
  for (const userName of names) uris.push(`/Users/${(await scim.send('POST', '/Users', { userName })).body.id}`);
  return uris;
}

let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

describe('POST /SecurityEvents/{stream}', () => {
  test('gives the tokens since the first poll, which a receiver verifies by what the service publishes', async () => {
    await using scim = await startPolled();
    await createUsers(scim, 'before');
    expect((await scim.poll()).body).toEqual({ sets: {}, moreAvailable: false });
    const [uri] = await createUsers(scim, 'ann');

    const answer = await scim.poll();

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.body.moreAvailable).toBe(false);
    const [jti = ''] = jtisOf(answer);
    const token = answer.body.sets[jti];
    const issuer = new URL(scim.url).origin;
    const configuration = await (await fetch(`${issuer}/.well-known/ssf-configuration`)).json();
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(configuration.jwks_uri)), {
      issuer: configuration.issuer,
      audience: AUDIENCE,
      typ: 'secevent+jwt',
      maxTokenAge: '1 minute',
      requiredClaims: ['jti', 'txn', 'sub_id', 'events'],
    });
    expect(payload).toMatchObject({ jti, tenant: scim.tenant, sub_id: { format: 'scim', uri } });
    expect(Object.keys(payload['events'] as object)).toEqual([`${PROV}create:notice`]);
  });

  test('gives a token again until it is acknowledged, and then never again', async () => {
    await using scim = await startPolled();
    await scim.poll();
    await createUsers(scim, 'ann', 'bob');
    const first = await scim.poll();

    expect(jtisOf(await scim.poll())).toEqual(jtisOf(first));
    const [ann, bob] = jtisOf(first);
    expect(jtisOf(await scim.poll({ ack: [ann], returnImmediately: true }))).toEqual([bob]);
    expect(jtisOf(await scim.poll({ ack: [ann, bob], returnImmediately: true }))).toEqual([]);
    expect(jtisOf(await scim.poll())).toEqual([]);
  });

  test('takes acknowledgements in any order, and keeps what is owed', async () => {
    await using scim = await startPolled();
    await scim.poll();
    const users = await createUsers(scim, 'ann', 'bob', 'cy');
    const [ann, bob, cy] = jtisOf(await scim.poll());

    expect(urisOf(await scim.poll({ ack: [bob], returnImmediately: true }))).toEqual([users[0], users[2]]);
    expect(urisOf(await scim.poll({ ack: [cy], returnImmediately: true }))).toEqual([users[0]]);
    const [dan] = await createUsers(scim, 'dan');
    expect(urisOf(await scim.poll({ ack: [ann], returnImmediately: true }))).toEqual([dan]);
  });

  test('keeps one of the two tokens of a membership when the other one is acknowledged', async () => {
    await using scim = await startPolled();
    const [ann = ''] = await createUsers(scim, 'ann');
    const { body: group } = await scim.send('POST', '/Groups', { displayName: 'Admins' });
    await scim.poll();
    await scim.send('PATCH', `/Groups/${group.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'members', value: [{ value: ann.slice(7) }] }],
    });
    const [ofGroup, ofUser] = jtisOf(await scim.poll());

    expect(jtisOf(await scim.poll({ ack: [ofUser], returnImmediately: true }))).toEqual([ofGroup]);
    expect(jtisOf(await scim.poll({ ack: [ofGroup], returnImmediately: true }))).toEqual([]);
  });

  test('remembers at another process what was acknowledged at one', async () => {
    await using scim = await startPolled();
    await scim.poll();
    await createUsers(scim, 'ann', 'bob', 'cy');
    const [ann, bob] = jtisOf(await scim.poll());
    await scim.poll({ ack: [bob], maxEvents: 0 });
    const positions = new SqlPositions(db);

    const [position] = await positions.of(scim.tenant);

    expect(position).toMatchObject({ stream: 'idp', acknowledged: [bob] });
    expect(position?.behindSince?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await scim.poll({ ack: [ann], maxEvents: 0 });
    expect((await positions.of(scim.tenant))[0]).toMatchObject({ acknowledged: [] });
    expect((await positions.of(scim.tenant))[0]?.cursor).not.toBe(position?.cursor);
  });

  test('loses no acknowledgement of two requests at once', async () => {
    await using scim = await startPolled();
    await scim.poll();
    await createUsers(scim, 'ann', 'bob', 'cy', 'dan');
    const [, ...later] = jtisOf(await scim.poll());

    await Promise.all(later.map((jti) => scim.poll({ ack: [jti], maxEvents: 0 })));

    expect(jtisOf(await scim.poll())).toHaveLength(1);
  });

  test('gives as many as are asked for, the oldest first, and says whether there are more', async () => {
    await using scim = await startPolled();
    await scim.poll();
    const [ann, bob] = await createUsers(scim, 'ann', 'bob');

    const one = await scim.poll({ maxEvents: 1, returnImmediately: true });
    expect([urisOf(one), one.body.moreAvailable]).toEqual([[ann], true]);
    const next = await scim.poll({ maxEvents: 1, ack: jtisOf(one), returnImmediately: true });
    expect([urisOf(next), next.body.moreAvailable]).toEqual([[bob], false]);
    const none = await scim.poll({ maxEvents: 0 }); // which only acknowledges, and does not wait
    expect([urisOf(none), none.body.moreAvailable]).toEqual([[], true]);
  });

  test('takes acknowledgements of the tokens after the oldest, also of those on later pages of events', async () => {
    await using scim = await startPolled();
    await scim.poll();
    const names = Array.from({ length: 120 }, (_, n) => `user-${n}`);
    await administer(database.url, names.map((name) => deletion(scim.tenant, name)).join(';'));
    const first = await scim.poll();
    const [oldest = '', ...later] = jtisOf(first);

    const next = await scim.poll({ ack: later, returnImmediately: true });
    const [, ...rest] = jtisOf(next);
    const last = await scim.poll({ ack: rest, returnImmediately: true });

    expect([later.length, first.body.moreAvailable]).toEqual([99, true]);
    expect([rest.length, next.body.moreAvailable]).toEqual([20, false]);
    expect(jtisOf(last)).toEqual([oldest]);
  });

  test('tells both sides of a membership, and all tokens of one request by the same txn', async () => {
    await using scim = await startPolled({ content: 'full' });
    await scim.poll();
    const [ann = ''] = await createUsers(scim, 'ann');
    const { body: group } = await scim.send('POST', '/Groups', {
      displayName: 'Admins',
      members: [{ value: ann.slice(7) }],
    });

    const answer = await scim.poll();

    expect(urisOf(answer)).toEqual([ann, `/Groups/${group.id}`, `/Groups/${group.id}`, ann]);
    expect(claimsOf(answer).flatMap(({ events }) => Object.keys(events))).toEqual(
      ['create:full', 'create:full', 'patch:full', 'patch:notice'].map((name) => `${PROV}${name}`),
    );
    const [created, ...joined] = claimsOf(answer).map(({ txn }) => txn);
    expect(new Set(joined).size).toBe(1);
    expect(joined[0]).not.toBe(created);
  });

  test('gives only what the stream is declared for, and moves past the rest', async () => {
    await using scim = await startPolled({ types: ['user.deleted'] });
    await scim.poll();
    const before = (await new SqlPositions(db).of(scim.tenant))[0]?.cursor;
    const [ann = '', bob = ''] = await createUsers(scim, 'ann', 'bob');
    expect(jtisOf(await scim.poll())).toEqual([]);
    const passed = (await new SqlPositions(db).of(scim.tenant))[0]?.cursor;

    await scim.send('DELETE', ann);
    await createUsers(scim, 'cy');
    await scim.send('DELETE', bob);

    const answer = await scim.poll();
    expect(urisOf(answer)).toEqual([ann, bob]);
    expect(Object.keys(claimsOf(answer)[0].events)).toEqual([`${PROV}delete`]);
    expect(passed).not.toBe(before);
  });

  test('waits for news, and answers as soon as something happens', async () => {
    const news = new News(() => Promise.resolve({ last: 0, isBehind: false }));
    const asleep = new Promise<void>((begun) => {
      const from = news.from.bind(news);
      jest.spyOn(news, 'from').mockImplementation((...asked) => {
        begun();
        return from(...asked);
      });
    });
    await using scim = await startPolled({}, { overrides: { news } });
    await scim.poll();
    const waiting = scim.poll({});
    await asleep;

    const [ann] = await createUsers(scim, 'ann');

    expect(urisOf(await waiting)).toEqual([ann]);
  });

  test('takes an error for an answer: the token is not given again, and the log says why, but nothing that was sent', async () => {
    const { log, lines } = keptLog();
    await using scim = await startPolled({}, { overrides: { log } });
    await scim.poll();
    const [, , cy] = await createUsers(scim, 'ann', 'bob', 'cy');
    const [ann = '', bob = ''] = jtisOf(await scim.poll());

    const setErrs = {
      [ann]: { err: 'invalid_request', description: 'ann@contoso.example is no user' },
      [bob]: { err: 'ann@contoso.example' },
    };
    const answer = await scim.poll({ setErrs, returnImmediately: true });

    expect(urisOf(answer)).toEqual([cy]);
    const line = lines.find(({ err }: any) => err === 'invalid_request') as any;
    expect(line).toMatchObject({ level: 50, tenant: scim.tenant, stream: 'idp' });
    expect(JSON.stringify(lines)).not.toContain('ann@contoso');
  });

  test('logs what the receiver has taken, and what it cannot use and why, each token once', async () => {
    await using scim = await startPolled();
    await scim.poll();
    const { cursor } = (await scim.reader.send('GET', '/events?from=now')).body;
    await createUsers(scim, 'ann', 'bob', 'cy', 'dan');
    const [ann = '', bob = '', cy = ''] = jtisOf(await scim.poll());

    await scim.poll({ ack: [bob, 'never-given'], maxEvents: 0 });
    const setErrs = {
      [ann]: { err: 'invalid_audience', description: 'ann@contoso.example' },
      [cy]: { err: 'ann@contoso.example' },
    };
    await scim.poll({ ack: [bob], setErrs, maxEvents: 0 });

    const attempts = await new SqlPositions(db).attempts(
      { tenant: scim.tenant, stream: 'idp' },
      { count: 9, before: undefined },
    );
    const { events } = (await scim.reader.send('GET', `/events?after=${cursor}`)).body;
    const [idOfAnn, idOfBob, idOfCy] = events.map(({ id }: { id: string }) => id);
    const common = { at: expect.any(Date), eventType: 'user.created', status: undefined, ms: undefined };
    const failed = { ...common, outcome: 'failed' };
    expect(attempts.toReversed()).toEqual([
      { ...common, eventId: idOfBob, outcome: 'taken', reason: undefined },
      { ...failed, eventId: idOfAnn, reason: expect.stringContaining(`audience is ${AUDIENCE}`) },
      { ...failed, eventId: idOfCy, reason: expect.stringContaining('a code that is not standard') },
    ]);
    expect(JSON.stringify(attempts)).not.toContain('ann@');
  });

  test('serves a reader of all tenants from a stream of all tenants, each tenant apart', async () => {
    const token = newToken();
    await using scim = await startScim(database, {
      signing: { 'set-signing-key-1': randomBytes(32).toString('base64url') },
      readers: [{ id: 'siem-1', sha256: sha256(token) }],
      streams: [{ ...IDP, name: 'siem', reader: 'siem' }],
    });
    const pollerOf = (slug: string) => {
      const reader = scimClient(scim.url.replace('/scim/v2', `/tenants/${slug}/scim/v2`), token);
      return () => reader.send('POST', '/SecurityEvents/siem', { returnImmediately: true });
    };
    const [poll, pollOther] = [pollerOf(scim.tenant), pollerOf(`${scim.tenant}-other`)];
    await Promise.all([poll(), pollOther()]);

    const [ann] = await createUsers(scim, 'ann');
    const [bob] = await createUsers(scim.other, 'bob');

    const [answer, other] = [await poll(), await pollOther()];
    expect([urisOf(answer), urisOf(other)]).toEqual([[ann], [bob]]);
    expect(claimsOf(other)[0].tenant).toBe(`${scim.tenant}-other`);
  });

  test.each<[string, (scim: Polled) => Promise<Answer>, number, string]>([
    [
      'without a token',
      ({ url }) => scimClient(url, '').send('POST', '/SecurityEvents/idp', {}),
      401,
      'there is no bearer token',
    ],
    [
      'with the token of Entra',
      (scim) => scim.send('POST', '/SecurityEvents/idp', {}),
      403,
      "stream 'idp' is polled by the reader 'idp'",
    ],
    [
      'of a stream that does not exist',
      ({ reader }) => reader.send('POST', '/SecurityEvents/siem', {}),
      404,
      "no stream 'siem'",
    ],
    ['by GET', ({ reader }) => reader.send('GET', '/SecurityEvents/idp'), 405, 'use POST'],
  ])('fails %s', async (_how, ask, status, detail) => {
    await using scim = await startPolled();

    const { body } = await ask(scim);

    expect(body).toMatchObject({ status: String(status), detail: expect.stringContaining(detail) });
  });

  test("fails for Entra's token, even if its id is like those of the reader", async () => {
    await using scim = await startPolled({ reader: 'gen' }); // Entra's token is gen-1

    const { status } = await scim.send('POST', '/SecurityEvents/idp', { returnImmediately: true });

    expect(status).toBe(403);
  });

  test('fails for another reader of the tenant', async () => {
    const other = newToken();
    const readers = [{ id: 'idp-at-home-1', sha256: sha256(other) }];
    await using scim = await startScim(database, {
      signing: { key: randomBytes(32).toString('hex') },
      tenant: { readers, streams: [IDP] },
    });

    const { status } = await scimClient(scim.url, other).send('POST', '/SecurityEvents/idp', {});

    expect(status).toBe(403);
  });

  test.each([
    ['[]', 'the body must be a JSON object'],
    ['{"maxEvents":-1}', "'maxEvents' must be a whole number from 0 on; got -1"],
    ['{"maxEvents":"all"}', "'maxEvents' must be a whole number"],
    ['{"returnImmediately":"yes"}', "'returnImmediately' must be true or false"],
    ['{"ack":"jti"}', "'ack' must be a list of the 'jti' of tokens"],
    ['{"ack":[7]}', "'ack' must be a list"],
    ['{"setErrs":{"jti":"invalid_key"}}', `'setErrs' must be a map such as`],
    ['{"setErrs":[]}', "'setErrs' must be a map"],
    ['{', 'the body is not JSON'],
  ])('fails on the body %s, and says what is wrong', async (text, detail) => {
    await using scim = await startPolled();

    const { status, body } = await scim.reader.sendText('POST', '/SecurityEvents/idp', text);

    expect(status).toBe(400);
    expect(body).toMatchObject({ scimType: 'invalidSyntax', detail: expect.stringContaining(detail) });
  });

  test('fails while an operator has paused the stream', async () => {
    await using scim = await startPolled();
    await scim.poll();
    await new SqlPositions(db).control(
      { tenant: scim.tenant, stream: 'idp' },
      { action: 'pause' },
      { requestId: 'r', tokenId: 't' },
    );

    const { status, body } = await scim.poll();

    expect([status, body.detail]).toEqual([
      403,
      "stream 'idp' is paused; ask the operators of the service to resume it",
    ]);
  });

  test('fails with the remedy once the receiver is further behind than events are kept', async () => {
    await using scim = await startPolled();
    await scim.poll();
    await createUsers(scim, 'ann');
    await scim.poll();
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${scim.tenant}'`);

    const { status, body } = await scim.poll();

    expect(status).toBe(410);
    expect(body.detail).toContain('replay');
  });
});
