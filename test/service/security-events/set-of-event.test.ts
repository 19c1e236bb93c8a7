import type { Event } from '../../../service/events/event';
import { EVENT_TYPES, type EventType } from '../../../service/events/event-type';
import { ENTERPRISE_USER_SCHEMA } from '../../../service/scim/schemas/enterprise-user';
import { eventUris } from '../../../service/security-events/event-uris';
import { type Parties, setsOfEvent } from '../../../service/security-events/set-of-event';

const URN = 'urn:ietf:params:scim:event:';

const ann = {
  schemas: ['…'],
  id: 'id-of-ann',
  userName: 'ann@contoso.example',
  externalId: 'object-of-ann',
  active: false,
};
const admins = { schemas: ['…'], id: 'id-of-admins', displayName: 'Admins' };

function event(type: EventType, others: Partial<Event> = {}): Event {
  return {
    id: 'request-1_812_0',
    type,
    tenant: 'contoso',
    cursor: 'cursor',
    at: '2026-11-30T14:00:00.500Z',
    txn: 'request-1',
    token: 'gen-3',
    version: 7,
    resource: type.startsWith('user.') ? ann : admins,
    exists: !type.endsWith('.deleted'),
    ...(type.endsWith('.updated') ? { attributes: ['title'] } : {}),
    ...(type.endsWith('_group') ? { group: { id: admins.id, displayName: 'Admins' } } : {}),
    ...others,
  };
}

const notice: Parties = {
  issuer: 'https://scim.example.com',
  audience: 'https://siem.example.com',
  stream: 'siem',
  content: 'notice',
};
const full: Parties = { ...notice, content: 'full' };

const patchNotice = (...attributes: string[]) => ({ [`${URN}prov:patch:notice`]: { version: 'W/"7"', attributes } });

describe('the token of an event', () => {
  test('says from whom to whom, which change of which resource, and when, and nothing of what an access token has', () => {
    const [claims, ...others] = setsOfEvent(event('user.deactivated'), notice);

    expect(others).toEqual([]);
    expect(claims).toEqual({
      iss: 'https://scim.example.com',
      aud: 'https://siem.example.com',
      jti: expect.stringMatching(/^[\w-]{22}$/),
      txn: 'request-1',
      toe: Date.UTC(2026, 10, 30, 14) / 1e3,
      tenant: 'contoso',
      sub_id: { format: 'scim', uri: '/Users/id-of-ann', externalId: 'object-of-ann' },
      events: { ...patchNotice('active'), [`${URN}prov:deactivate`]: {} },
    });
  });

  test.each<[EventType, string, object]>([
    [
      'user.created',
      '/Users/id-of-ann',
      { [`${URN}prov:create:notice`]: { version: 'W/"7"', attributes: ['id', 'userName', 'externalId', 'active'] } },
    ],
    ['user.updated', '/Users/id-of-ann', patchNotice('title')],
    ['user.role_changed', '/Users/id-of-ann', patchNotice('roles')],
    ['user.restored', '/Users/id-of-ann', { ...patchNotice('active'), [`${URN}prov:activate`]: {} }],
    ['user.renamed', '/Users/id-of-ann', patchNotice('userName')],
    ['user.deleted', '/Users/id-of-ann', { [`${URN}prov:delete`]: {} }],
    [
      'group.created',
      '/Groups/id-of-admins',
      { [`${URN}prov:create:notice`]: { version: 'W/"7"', attributes: ['id', 'displayName'] } },
    ],
    ['group.updated', '/Groups/id-of-admins', patchNotice('title')],
    ['group.renamed', '/Groups/id-of-admins', patchNotice('displayName')],
    ['group.deleted', '/Groups/id-of-admins', { [`${URN}prov:delete`]: {} }],
  ])('%s is a notice about %s', (type, uri, events) => {
    const sets = setsOfEvent(event(type), notice);

    expect(sets.map(({ sub_id }) => sub_id.uri)).toEqual([uri]);
    expect(sets[0]?.events).toEqual(events);
  });

  test.each<EventType>(['user.joined_group', 'user.left_group'])(
    '%s is one of the group and one of the user',
    (type) => {
      const [ofGroup, ofUser, ...others] = setsOfEvent(event(type), notice);

      expect(others).toEqual([]);
      expect(ofGroup).toMatchObject({ sub_id: { uri: '/Groups/id-of-admins' }, events: patchNotice('members') });
      expect(ofUser).toMatchObject({ sub_id: { uri: '/Users/id-of-ann', externalId: 'object-of-ann' } });
      expect(ofUser?.events).toEqual({ [`${URN}prov:patch:notice`]: { attributes: ['groups'] } });
      expect(ofUser?.txn).toBe(ofGroup?.txn);
      expect(ofUser?.jti).not.toBe(ofGroup?.jti);
    },
  );

  test('holds the resource of a creation, and a PATCH of a change, where the receiver is told all', () => {
    const dataOf = (type: EventType, others?: Partial<Event>) =>
      setsOfEvent(event(type, others), full).map(({ events }) => Object.entries(events)[0]);
    const patch = (...Operations: object[]) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations,
    });
    const full7 = (data: object) => [`${URN}prov:patch:full`, { version: 'W/"7"', data }];

    expect(dataOf('user.created')).toEqual([[`${URN}prov:create:full`, { version: 'W/"7"', data: ann }]]);
    expect(dataOf('user.deactivated')).toEqual([full7(patch({ op: 'replace', path: 'active', value: false }))]);
    expect(dataOf('user.role_changed')).toEqual([full7(patch({ op: 'remove', path: 'roles' }))]);
    expect(dataOf('user.joined_group')).toEqual([
      full7(patch({ op: 'add', path: 'members', value: [{ value: ann.id, display: ann.userName, type: 'User' }] })),
      [`${URN}prov:patch:notice`, { attributes: ['groups'] }],
    ]);
    expect(dataOf('user.left_group')[0]).toEqual(full7(patch({ op: 'remove', path: 'members[value eq "id-of-ann"]' })));
    expect(dataOf('user.deleted')).toEqual([[`${URN}prov:delete`, {}]]);
  });

  test('replaces every part of a name and of an extension, so that no old part is left', () => {
    const urn = ENTERPRISE_USER_SCHEMA.id;
    const resource = { ...ann, name: { givenName: 'Ann' }, [urn]: { department: 'Law' } };
    const [claims] = setsOfEvent(event('user.updated', { resource, attributes: ['name', urn] }), full);

    const { Operations } = (claims?.events[`${URN}prov:patch:full`] as any).data;

    expect(Operations).toContainEqual({ op: 'replace', path: 'name.givenName', value: 'Ann' });
    expect(Operations).toContainEqual({ op: 'remove', path: 'name.familyName' });
    expect(Operations).toContainEqual({ op: 'replace', path: `${urn}:department`, value: 'Law' });
    expect(Operations).toContainEqual({ op: 'remove', path: `${urn}:costCenter` });
  });

  test('is a notice, also where the receiver is told all, once nobody has the data any more', () => {
    const gone = { exists: false, resource: { id: ann.id, userName: ann.userName } };

    const urisOf = (type: EventType) =>
      setsOfEvent(event(type, gone), full).flatMap(({ events }) => Object.keys(events));

    expect(urisOf('user.created')).toEqual([`${URN}prov:create:notice`]);
    expect(urisOf('user.deactivated')).toEqual([`${URN}prov:patch:notice`, `${URN}prov:deactivate`]);
  });

  test('has the same jti whenever it is told to the receiver again, and another one for each receiver and event', () => {
    const jtiOf = (id: string, parties: Parties) => setsOfEvent(event('user.created', { id }), parties)[0]?.jti;
    const first = jtiOf('request-1_812_0', notice);

    expect(jtiOf('request-1_812_0', { ...notice })).toBe(first);
    const others = [
      jtiOf('request-1_812_1', notice),
      jtiOf('request-1_812_0', { ...notice, audience: 'https://idp.example.com' }),
      jtiOf('request-1_812_0', { ...notice, stream: 'siem-2' }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });
});

test.each(['full', 'notice'] as const)('all URIs that %s tokens may have are announced, and no other', (content) => {
  const gone = { exists: false, resource: { id: ann.id } };

  const told = EVENT_TYPES.flatMap((type) =>
    [event(type), event(type, gone)].flatMap((each) =>
      setsOfEvent(each, { ...notice, content }).flatMap(({ events }) => Object.keys(events)),
    ),
  );

  expect([...new Set(told)].sort()).toEqual(eventUris(EVENT_TYPES, content));
});
