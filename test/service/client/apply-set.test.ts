import { randomBytes } from 'node:crypto';

import { AccessMap, accessOf, applySet, type Endpoint, pollSets, Refused, setVerifier } from '../../../service/client';
import { sha256 } from '../../../service/directory/tenant-registry';
import { useDatabase } from '../../support/postgres';
import { newToken, type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const AUDIENCE = 'https://idp.example.com';

/** A service whose reader polls security event tokens, and the product that applies them. */
async function startProduct(content: 'full' | 'notice') {
  const token = newToken();
  const scim = await startScim(database, {
    signing: { 'set-signing-key-1': randomBytes(32).toString('base64url') },
    tenant: {
      readers: [{ id: 'idp-1', sha256: sha256(token) }],
      streams: [{ name: 'idp', delivery: 'poll', audience: AUDIENCE, reader: 'idp', content }],
    },
  });
  const endpoint: Endpoint = { url: scim.url, token };
  await fetch(`${scim.url}/SecurityEvents/idp`, {
    method: 'POST', // the first poll begins the stream
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ returnImmediately: true }),
  });
  const table = new AccessMap();
  const applied = new Set<string>();
  const verify = setVerifier(new URL(scim.url).origin, AUDIENCE);
  return {
    scim,
    endpoint,
    table,
    /** Applies the next tokens, and passes over those that it has applied before. */
    take: async (count: number, reader = endpoint) => {
      let taken = 0;
      for await (const set of pollSets(endpoint, { stream: 'idp', verify })) {
        if (applied.has(set.jti)) continue;
        await applySet(set, table, reader);
        applied.add(set.jti);
        if (++taken >= count) break;
      }
    },
    [Symbol.asyncDispose]: () => scim[Symbol.asyncDispose](),
  };
}

const patch = (scim: RunningScim, path: string, ...Operations: readonly object[]) =>
  scim.send('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

describe('applySet', () => {
  test.each(['notice', 'full'] as const)(
    'keeps a copy of who has access, from tokens with %s content',
    async (content) => {
      await using product = await startProduct(content);
      const { scim, table, take } = product;
      const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', externalId: 'o-1' });
      const { body: bob } = await scim.send('POST', '/Users', { userName: 'bob' });
      const { body: sales } = await scim.send('POST', '/Groups', { displayName: 'Sales' });
      await patch(scim, `/Groups/${sales.id}`, { op: 'add', path: 'members', value: [{ value: ann.id }] });
      await take(5);
      const before = table.get(ann.id);

      await patch(scim, `/Groups/${sales.id}`, { op: 'replace', path: 'displayName', value: 'Revenue' });
      await take(1);
      const renamed = table.get(ann.id);
      await patch(scim, `/Users/${ann.id}`, { op: 'replace', path: 'active', value: false });
      await scim.send('DELETE', `/Users/${bob.id}`);
      await take(2);

      expect(before).toMatchObject({ userName: 'ann', active: true, groups: [{ id: sales.id, displayName: 'Sales' }] });
      expect(renamed).toMatchObject({ active: true, groups: [{ id: sales.id, displayName: 'Revenue' }] });
      const { body } = await scim.send('GET', `/Users/${ann.id}`);
      expect(table.all()).toEqual([accessOf(body)]);
      expect(table.get(ann.id)).toMatchObject({ active: false, groups: [{ displayName: 'Revenue' }] });
    },
  );

  test('fails with a token of a reader that the service refuses, and leaves the table as it was', async () => {
    await using product = await startProduct('notice');
    const { scim, endpoint, table, take } = product;
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    await take(1);
    await scim.send('DELETE', `/Users/${ann.id}`);

    await expect(take(1, { ...endpoint, token: 'another' })).rejects.toThrow(Refused);

    expect(table.get(ann.id)).toMatchObject({ userName: 'ann' });
  });
});
