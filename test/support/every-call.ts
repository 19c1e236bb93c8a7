import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../service/directory/budget';
import { changeTo } from '../../service/directory/change';
import type { DirectoryStore } from '../../service/directory/store';
import type { Attributes, Resource } from '../../service/scim/resource';
import { GROUP, USER } from '../../service/scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../../service/scim/schemas/enterprise-user';
import { readSearch } from '../../service/scim/search';
import { SqlOverview } from '../../service/storage/admin/sql-overview';
import { SqlPortal } from '../../service/storage/admin/sql-portal';
import { SqlRoster } from '../../service/storage/admin/sql-roster';
import type { Database } from '../../service/storage/connections/database';
import { openStoreOn } from '../../service/storage/directory/open-store';
import { appendRefusals } from '../../service/storage/history/append-refusals';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlHistory } from '../../service/storage/history/sql-history';
import { SqlPositions } from '../../service/storage/history/sql-positions';

/** The tenant for which everything is called. */
export const TENANT = 'contoso';
export const NOW = new Date('2026-01-01T00:00:00Z');

const RELATED = { related: true };

/** The store of the tenant, as a request of Entra has it. */
export function storeOn(db: Database): DirectoryStore {
  return openStoreOn(db)(
    { slug: TENANT, defaultRole: undefined },
    { requestId: 'request-1', tokenId: 'gen-1' },
    new Budget(),
  );
}

/** Calls each method of the stores, the history, the event log, the overview, the portal, the roster and the positions once. */
export async function callEverything(db: Database, prefix = 'first'): Promise<void> {
  const { users, groups } = storeOn(db);
  const resource = (attributes: Attributes): Resource => {
    return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
  };
  const created = (one: Resource) => ({ resource: one, attributes: Object.keys(one.attributes) });
  const write = (attributes: Attributes) => (before: Resource) =>
    changeTo(before, { ...before.attributes, ...attributes }, NOW);
  const restoration = (immutableId?: string) => ({ immutableId, settle: () => undefined });

  const emails = (name: string) => ({ emails: [{ value: `${prefix} ${name}@contoso.com` }] });
  const ann = resource({ userName: `${prefix} ann`, active: true, ...emails('ann') });
  const bob = resource({ userName: `${prefix} bob`, active: true, externalId: 'bob' });
  await users.insert(created(ann));
  await users.insert(created(bob), restoration(`${prefix} bob`));
  await expect(users.insert(created({ ...bob, id: uuidV7() }), restoration())).rejects.toThrow('is not unique');
  await users.find(ann.id, { related: false });
  await users.find(ann.id, RELATED);
  await users.change(ann.id, write({ title: 'Lead' }), { related: false });
  await users.change(ann.id, write(emails('anna')), RELATED);
  await users.change(ann.id, write({ [ENTERPRISE_USER_SCHEMA.id]: { manager: { value: bob.id } } }), RELATED);
  await users.change(uuidV7(), write({}), RELATED);

  const team = resource({ displayName: `${prefix} team` });
  await groups.insert(created(team), [ann.id]);
  await groups.find(team.id, RELATED);
  for (const [kind, member] of [
    ['remove', ann],
    ['add', ann],
    ['replace', bob],
    ['replace', ann],
  ] as const) {
    await groups.change(team.id, write({}), [{ kind, ids: [member.id] }]);
  }
  for (const kind of ['remove', 'add'] as const) {
    await groups.changeMembers(team.id, [{ kind, ids: [bob.id] }], NOW);
    await groups.change(team.id, write({}), [{ kind, ids: [ann.id, bob.id] }]);
  }
  await groups.change(team.id, write({}), [{ kind: 'add', ids: [ann.id] }]);
  await groups.change(team.id, write({}), [{ kind: 'add', ids: [ann.id] }]); // ann is a member already
  await expect(groups.change(team.id, write({}), [{ kind: 'add', ids: [uuidV7()] }])).rejects.toThrow('no users');
  await groups.change(team.id, write({ displayName: `${prefix} crew` }), []);

  for (const parameters of [
    { filter: `userName eq "${prefix} ann"` },
    { filter: `emails.value eq "x" or externalId eq "x" or groups.display co "x" or groups.value eq "${team.id}"` },
    { filter: 'manager.displayName co "x"', sortBy: 'title' },
    { startIndex: 2, count: 1 },
    { cursor: '', count: 1, sortBy: 'userName' },
  ]) {
    await users.search(readSearch(USER, parameters), RELATED);
  }
  for (const parameters of [
    { filter: `displayName eq "${prefix} crew" or members.value eq "${ann.id}" or members.display co "x"` },
    { startIndex: 2, count: 1 },
  ]) {
    await groups.search(readSearch(GROUP, parameters), RELATED);
  }

  await users.remove(ann.id, () => undefined);
  await groups.remove(team.id, () => undefined);

  const events = openEventLogOn(db)({ slug: TENANT, defaultRole: undefined });
  await events.number();
  await events.numbering();
  await events.since(NOW);
  await events.rowsFrom((await events.oldest()) ?? 1, 10);
  await events.users([bob.id], 1_000);
  await events.groups([team.id], 1_000);

  const history = new SqlHistory(db);
  const asked = { count: 10 };
  const refusal = { at: NOW, id: uuidV7(), requestId: 'request-2', tokenId: null, route: 'POST /Users' };
  await appendRefusals(db, TENANT, [
    { ...refusal, resourceId: null, status: 409, scimType: 'uniqueness', detail: 'taken' },
  ]);
  await history.refusals(TENANT, asked);
  await history.changes(TENANT, asked);
  for (const [type, id] of [
    ['User', ann.id],
    ['Group', team.id],
  ] as const) {
    await history.changes(TENANT, { ...asked, resource: { type, id } });
    await history.named(TENANT, type, `${prefix} ann`);
  }
  await history.access(TENANT, asked);
  await history.forget(TENANT, bob.id, { requestId: 'request-5', tokenId: 'somebody' });

  const overview = new SqlOverview(db);
  await overview.noteCalls(TENANT, [{ tokenId: 'gen-1', scope: 'provision', accepted: NOW, refused: undefined }]);
  await overview.note(TENANT, [{ hour: NOW, accepted: 1, refused: 0, failed: 0 }]);
  await overview.of(TENANT);
  await overview.requests(TENANT, NOW);
  await overview.lags(TENANT, NOW);
  await overview.usersByRole(TENANT);
  const portal = new SqlPortal(db);
  const person = { requestId: 'request-4', tokenId: 'portal:ann-7' };
  const made = (await portal.tokensOf(TENANT)).length;
  const token = { sha256: prefix, now: NOW, expiresAt: new Date(NOW.getTime() + 1_000), made };
  const link = { digest: prefix, subject: 'ann-7', now: NOW, expiresAt: token.expiresAt };
  await portal.switchScim(TENANT, true, person);
  const tokenId = await portal.addToken(TENANT, token, person);
  await portal.revokeToken(TENANT, tokenId, person);
  await portal.addLink(TENANT, link);
  await portal.useLink(TENANT, link.digest, NOW);
  const roster = new SqlRoster(db);
  await roster.users(TENANT, asked);
  await roster.user(TENANT, ann.id);
  await roster.groups(TENANT, asked);
  await roster.group(TENANT, team.id);
  await roster.members(TENANT, team.id, asked);
  const positions = new SqlPositions(db);
  const [stream, by] = [
    { tenant: TENANT, stream: prefix },
    { requestId: 'request-3', tokenId: 'somebody' },
  ];
  const attempt = { at: NOW, eventId: 'event', eventType: 'user.created', outcome: 'taken', ms: 1 } as const;
  const progress = { cursor: 'c1', behindSince: NOW, attempts: [{ ...attempt, status: 200, reason: undefined }] };
  await positions.begin(stream, 'c0');
  await positions.of(TENANT);
  const [one, other] = [
    { ...stream, holder: uuidV7() },
    { ...stream, holder: uuidV7() },
  ];
  await positions.take(one);
  await positions.take(other);
  await positions.save(one, progress);
  await positions.release(one, progress);
  await positions.handOver(one, { ...progress, failures: 0, failingSince: undefined });
  await positions.take(other);
  for (const pauseSeconds of [60, undefined])
    await positions.fail(other, {
      ...progress,
      failures: 1,
      failingSince: NOW,
      reason: 'it answered 500',
      pauseSeconds,
    });
  await positions.postpone(stream);
  const found = { cursor: 'c0', acknowledged: [], behindSince: undefined };
  await positions.acknowledge(stream, found, { ...found, cursor: 'c1' });
  await positions.attempts(stream, { count: 1, before: undefined });
  for (const action of ['pause', 'resume'] as const) await positions.control(stream, { action }, by);
  await positions.control(stream, { action: 'replay', cursor: 'c0' }, by);
}
