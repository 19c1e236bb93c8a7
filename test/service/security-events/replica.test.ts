import type { Event } from '../../../service/events/event';
import { setsOfEvent } from '../../../service/security-events/set-of-event';
import { useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACCOUNT = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';
const PROV = 'urn:ietf:params:scim:event:prov:';

const parties = {
  issuer: 'https://scim.example.com',
  audience: 'https://replica.example.com',
  stream: 'replica',
  content: 'full',
} as const;

const patch = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

/** A receiver that keeps a copy: it does to another service provider over SCIM what the tokens say. */
class Replica {
  readonly #ids = new Map<string, string>();
  readonly #scim: RunningScim;

  constructor(scim: RunningScim) {
    this.#scim = scim;
  }

  async receive({ sub_id: { uri }, events }: ReturnType<typeof setsOfEvent>[number]): Promise<void> {
    const [, endpoint = '', id = ''] = uri.split('/');
    const path = `/${endpoint}/${this.#ids.get(id)}`;
    for (const [event, payload] of Object.entries(events)) {
      const data = this.#translated(payload['data']);
      if (event === `${PROV}create:full`) {
        const { status, body } = await this.#scim.send('POST', `/${endpoint}`, data);
        expect(status).toBe(201);
        this.#ids.set(id, body.id);
      } else if (event === `${PROV}patch:full`) {
        expect((await this.#scim.send('PATCH', path, data)).status).toBeLessThan(300);
      } else if (event === `${PROV}delete`) {
        expect((await this.#scim.send('DELETE', path)).status).toBe(204);
      }
    }
  }

  /** With the ids of the replica in place of those of the original. */
  #translated(data: unknown): unknown {
    let text = JSON.stringify(data ?? null);
    for (const [theirs, own] of this.#ids) text = text.replaceAll(theirs, own);
    return JSON.parse(text);
  }
}

/** What a service provider holds, without what differs from one to another. */
async function contentOf(scim: RunningScim) {
  const { body: users } = await scim.send('GET', '/Users?sortBy=userName');
  const { body: groups } = await scim.send('GET', '/Groups?sortBy=displayName');
  return {
    users: users.Resources.map(({ id: _id, meta: _meta, [ACCOUNT]: account, groups: of = [], ...user }: any) => ({
      ...user,
      role: account.role,
      groups: of.map(({ display }: any) => display).sort(),
    })),
    groups: groups.Resources.map(({ displayName, members = [] }: any) => ({
      displayName,
      members: members.map(({ display }: any) => display).sort(),
    })),
  };
}

test('a receiver of full tokens that does what they say over SCIM ends with the same users and groups', async () => {
  await using scim = await startScim(database);
  await using copy = await startScim(database, { tenant: { profile: 'rfc' } });
  const replica = new Replica(copy);
  const { body: start } = await scim.send('GET', '/events?from=now');
  let { cursor } = start;
  const passOn = async () => {
    const { body } = await scim.send('GET', `/events?after=${cursor}`);
    for (const event of body.events as Event[]) {
      for (const set of setsOfEvent(event, parties)) await replica.receive(set);
    }
    ({ cursor } = body);
  };
  const post = async (path: string, body: object) => (await scim.send('POST', path, body)).body.id as string;
  const change = async (path: string, ...operations: object[]) => {
    expect((await scim.send('PATCH', path, patch(...operations))).status).toBeLessThan(300);
  };

  const ann = await post('/Users', {
    userName: 'ann@contoso.example',
    externalId: 'object-of-ann',
    displayName: 'Ann',
    name: { givenName: 'Ann', familyName: 'Archer' },
    emails: [{ type: 'work', value: 'ann@contoso.example', primary: true }],
    [ENTERPRISE]: { department: 'Law', costCenter: '7' },
  });
  const bob = await post('/Users', { userName: 'bob@contoso.example', externalId: 'object-of-bob' });
  const cy = await post('/Users', { userName: 'cy@contoso.example', externalId: 'object-of-cy' });
  const admins = await post('/Groups', {
    displayName: 'Admins',
    members: [{ value: ann }, { value: bob }, { value: cy }],
  });
  const guests = await post('/Groups', { displayName: 'Guests', members: [{ value: bob }] });
  await passOn();
  expect(await contentOf(copy)).toEqual(await contentOf(scim));

  await change(
    `/Users/${ann}`,
    { op: 'replace', path: 'userName', value: 'ann.archer@contoso.example' },
    { op: 'replace', path: 'roles', value: [{ value: 'account_administrator', primary: true }] },
    { op: 'replace', path: 'emails', value: [{ type: 'home', value: 'ann@home.example' }] },
    { op: 'remove', path: 'name.familyName' },
    { op: 'remove', path: `${ENTERPRISE}:costCenter` },
    { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: 'object-of-dan' } },
    { op: 'add', path: 'title', value: 'Counsel' },
  );
  await change(`/Users/${bob}`, { op: 'replace', path: 'active', value: false });
  await change(`/Groups/${admins}`, { op: 'replace', path: 'displayName', value: 'Owners' });
  await change(`/Groups/${admins}`, { op: 'remove', path: `members[value eq "${bob}"]` });
  await change(`/Groups/${guests}`, { op: 'add', path: 'members', value: [{ value: ann }] });
  await passOn();
  expect(await contentOf(copy)).toEqual(await contentOf(scim));

  await change(`/Users/${bob}`, { op: 'replace', path: 'active', value: true });
  await change(`/Users/${ann}`, { op: 'remove', path: 'roles' }, { op: 'remove', path: 'title' });
  await scim.send('DELETE', `/Users/${cy}`);
  await scim.send('DELETE', `/Groups/${guests}`);
  await passOn();

  const content = await contentOf(copy);
  expect(content).toEqual(await contentOf(scim));
  expect(content.groups).toEqual([{ displayName: 'Owners', members: ['Ann'] }]);
});
