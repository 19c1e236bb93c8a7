import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();
const rename = (displayName: string) => ({ Operations: [{ op: 'replace', path: 'displayName', value: displayName }] });

const RESOURCES = [
  ['/Users', { userName: 'ann' }],
  ['/Groups', { displayName: 'Team' }],
] as const;

describe('an entity tag', () => {
  test('is the version of the resource, in the header and in meta', async () => {
    await using scim = await startScim(database);

    const created = await scim.send('POST', '/Users', { userName: 'ann' });
    const changed = await scim.send('PATCH', `/Users/${created.body.id}`, rename('Ann'));
    const read = await scim.send('GET', `/Users/${created.body.id}`);

    expect([created, changed, read].map(({ headers }) => headers.get('etag'))).toEqual(['W/"1"', 'W/"2"', 'W/"2"']);
    expect([created, changed, read].map(({ body }) => body.meta.version)).toEqual(['W/"1"', 'W/"2"', 'W/"2"']);
  });

  test('stays when a change changes nothing, as lastModified does', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', displayName: 'Ann' });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, rename('Ann'));

    expect(body).toEqual(ann);
  });
});

describe('If-Match', () => {
  test.each(['PUT', 'PATCH', 'DELETE'])(
    'lets %s pass at the version that the client names, and at no other',
    async (method) => {
      await using scim = await startScim(database);
      for (const [path, body] of RESOURCES) {
        const { body: made } = await scim.send('POST', path, body);
        const send = (tag: string) =>
          scim.send(
            method,
            `${path}/${made.id}`,
            method === 'PUT' ? { ...body, externalId: 'x' } : method === 'PATCH' ? rename('X') : undefined,
            { 'If-Match': tag },
          );

        const refused = await send('W/"7"');
        const passed = await send('W/"9", W/"1"');

        expect([refused.status, refused.body.status]).toEqual([412, '412']);
        expect(refused.body.detail).toBe('the resource has changed; it is at version W/"1": read it and try again');
        expect(passed.status).toBeLessThan(300);
      }
    },
  );

  test('with * only requires the resource to exist', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });

    expect((await scim.send('PATCH', `/Users/${ann.id}`, rename('Ann'), { 'If-Match': '*' })).status).toBe(200);
  });

  test('of two changes at once lets one pass', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });

    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) => scim.send('PATCH', `/Users/${ann.id}`, rename(name), { 'If-Match': 'W/"1"' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

describe('If-None-Match', () => {
  test('answers 304 without a body when the client has the resource', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const get = (tag: string) => scim.send('GET', `/Users/${ann.id}`, undefined, { 'If-None-Match': tag });

    const [same, other] = [await get('W/"1"'), await get('W/"2"')];

    expect([same.status, same.body]).toEqual([304, '']);
    expect([other.status, other.body.id]).toEqual([200, ann.id]);
  });
});

describe('If-None-Match of a change', () => {
  test.each(['PUT', 'PATCH', 'DELETE'])('keeps %s from a resource at the version it names', async (method) => {
    await using scim = await startScim(database);
    for (const [path, body] of RESOURCES) {
      const { body: made } = await scim.send('POST', path, body);
      const sent = method === 'PUT' ? { ...body, externalId: 'x' } : method === 'PATCH' ? rename('X') : undefined;
      const send = (tag: string) => scim.send(method, `${path}/${made.id}`, sent, { 'If-None-Match': tag });

      const refused = [await send('*'), await send('W/"9", W/"1"')];
      const { body: kept } = await scim.send('GET', `${path}/${made.id}`);
      const passed = await send('W/"9"');

      expect(refused.map(({ status, body: { detail } }) => [status, detail])).toEqual(
        Array(2).fill([412, 'the resource is at version W/"1", and If-None-Match excludes this version']),
      );
      expect(kept).toEqual(made);
      expect(passed.status).toBeLessThan(300);
    }
  });
});

describe('the entity tag of a user in groups', () => {
  const changeTeam = {
    'leaves one': { Operations: [{ op: 'remove', path: 'members' }] },
    'is in one that is renamed': rename('Crew'),
  };

  test.each(Object.entries(changeTeam))('differs when the user %s, and so does the answer', async (_what, change) => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const get = (tag: unknown, query = '') =>
      scim.send('GET', `/Users/${ann.id}${query}`, undefined, { 'If-None-Match': String(tag) });
    const { headers, body: before } = await get('W/"0"');
    const tag = headers.get('etag');

    const same = await get(tag);
    await scim.send('PATCH', `/Groups/${team.id}`, change);
    const other = await get(tag);

    expect([tag, before.groups]).toMatchObject([before.meta.version, [{ display: 'Team' }]]);
    expect([same.status, same.headers.get('etag')]).toEqual([304, tag]);
    expect([other.status, other.body.groups?.[0].display]).toEqual([
      200,
      change === changeTeam['leaves one'] ? undefined : 'Crew',
    ]);
    expect((await get(other.headers.get('etag'))).status).toBe(304);
    expect((await get('W/"1"', '?excludedAttributes=groups')).status).toBe(304);
  });

  test('lets a change of the user pass whatever happens to the groups', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.send('POST', '/Groups', { displayName: 'Team', members: [{ value: ann.id }] });
    const tag = String((await scim.send('GET', `/Users/${ann.id}`)).headers.get('etag'));
    const change = (title: string) => ({ Operations: [{ op: 'add', path: 'title', value: title }] });
    await scim.send('POST', '/Groups', { displayName: 'Crew', members: [{ value: ann.id }] });

    const passed = await scim.send('PATCH', `/Users/${ann.id}`, change('Lead'), { 'If-Match': tag });
    const refused = await scim.send('PATCH', `/Users/${ann.id}`, change('Boss'), { 'If-Match': tag });
    const read = await scim.send('GET', `/Users/${ann.id}`);

    expect([passed.status, refused.status]).toEqual([200, 412]);
    expect(passed.headers.get('etag')).toBe(read.headers.get('etag'));
    expect(passed.body).toEqual(read.body);
  });
});

describe('Prefer', () => {
  test('decides whether a change is answered with the resource', async () => {
    await using scim = await startScim(database);
    const minimal = { Prefer: 'return=minimal' };
    const representation = { Prefer: 'respond-async, return=representation' };

    const created = await scim.send('POST', '/Users', { userName: 'ann' }, minimal);
    const id = created.headers.get('location')?.split('/').at(-1);
    const patched = await scim.send('PATCH', `/Users/${id}`, rename('Ann'), minimal);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team' });
    const grown = await scim.send(
      'PATCH',
      `/Groups/${team.id}`,
      { Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] },
      representation,
    );

    expect([created.status, created.body, created.headers.get('preference-applied')]).toEqual([
      201,
      '',
      'return=minimal',
    ]);
    expect([patched.status, patched.body, patched.headers.get('etag')]).toEqual([204, '', 'W/"2"']);
    expect([grown.status, grown.headers.get('preference-applied')]).toEqual([200, 'return=representation']);
    expect(grown.body.members).toMatchObject([{ value: id, display: 'Ann' }]);
  });
});

describe('a PATCH that asks for attributes', () => {
  test.each([
    ['attributes=displayName', {}, null],
    ['attributes=displayName', { Prefer: 'return=minimal' }, null],
    ['attributes=displayName', { Prefer: 'return=representation' }, 'return=representation'],
  ])('with ?%s and %j is answered with them', async (query, headers, applied) => {
    await using scim = await startScim(database);
    for (const [path, body] of [
      ['/Users', { userName: 'ann', title: 'Dev' }],
      ['/Groups', { displayName: 'Team', externalId: 'x' }],
    ] as const) {
      const { body: made } = await scim.send('POST', path, body);

      const answer = await scim.send('PATCH', `${path}/${made.id}?${query}`, rename('New'), headers);

      const { schemas, id } = made;
      expect([answer.status, answer.body]).toEqual([200, { schemas, id, displayName: 'New' }]);
      expect(answer.headers.get('preference-applied')).toBe(applied);
    }
  });

  test('to be left out is answered like any other', async () => {
    await using scim = await startScim(database);
    const { body: team } = await scim.send('POST', '/Groups', { displayName: 'Team' });

    const { status } = await scim.send('PATCH', `/Groups/${team.id}?excludedAttributes=members`, rename('New'));

    expect(status).toBe(204);
  });
});
