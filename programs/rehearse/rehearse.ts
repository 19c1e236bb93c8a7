import { randomUUID } from 'node:crypto';

import { atMost } from '../../command-line/at-most';
import type { MappingTable } from '../../entra/attribute-mapping';

import { everyNth, rotateRole, withAttributes } from './changed-users';
import { Check } from './check';
import type { EntraDirectory, EntraGroup, EntraUser } from './entra-object';
import { expectedAccess } from './expected-access';
import type { Expected, Follower } from './follower';
import { Managers } from './managers';
import type { Dialect } from './patch-dialect';
import { Provisioner } from './provisioner';
import { type Measured, Recorder } from './recorder';
import { ScimRequests } from './scim-requests';

/** The input of a rehearsal: an application, the users and groups in its scope, and the service to test. */
export interface Rehearsal {
  readonly tenantUrl: string;

  /** Tokens that the service accepts. Entra uses the last one. */
  readonly tokens: readonly string[];

  /**
   * Base URL and token of a client that has read access. The rehearsal uses them to read the data that the service
   * stores.
   *
   * @default - the URL and the token that Entra uses.
   */
  readonly reader?: SeparateReader | undefined;

  /**
   * A product that follows the tenant's events. The product's own copy of the data is also compared with the data that
   * was sent.
   *
   * @default - no product follows the events.
   */
  readonly follower?: Follower | undefined;

  /**
   * Role in the service for users to whom no role is assigned in Entra. Undefined if such users have no role in the
   * service.
   */
  readonly defaultRole?: string | undefined;

  readonly mappings: MappingTable;
  readonly directory: EntraDirectory;

  /** Forms of PATCH requests to use, one after the other. */
  readonly dialects: readonly Dialect[];

  /**
   * When this signal is aborted, the rehearsal sends no further requests, so that everything it has written can be
   * removed.
   */
  readonly stopped?: AbortSignal | undefined;
}

/** The access that a product needs to read a tenant's users and groups. It does not allow provisioning. */
export interface SeparateReader {
  readonly baseUrl: string;
  readonly token: string;
}

/** The result of a step. */
export interface StepResult extends Measured {
  readonly name: string;

  /**
   * The differences between the data that was sent and the data stored by the service or by the product that follows
   * the events.
   */
  readonly differences: readonly string[];
}

/** Called with the progress of a step, both while the step sends its requests and while the results are compared. */
export type Progress = (step: string, phase: 'compare' | 'send', done: number, total: number) => void;

/** Number of concurrent requests, as in a large synchronization. */
const CONCURRENCY = 8;

/**
 * Sends requests to a service as Entra would, step by step. After each step, compares the data that was sent with the
 * data in the service, and with the data of a product that follows the service's events.
 */
export async function rehearse(rehearsal: Rehearsal, progress: Progress): Promise<StepResult[]> {
  const { tenantUrl, tokens, mappings, dialects, reader, follower, stopped } = rehearsal;
  const recorder = new Recorder(follower?.sent);
  const requests = (token = '', counted = recorder) => new ScimRequests(tenantUrl, token, counted, stopped);
  const sent = requests(tokens.at(-1));
  const provisioner = new Provisioner(sent, mappings);
  const managers = new Managers(sent, provisioner, mappings.users);
  const { baseUrl = tenantUrl, token: readToken = tokens.at(-1) ?? '' } = reader ?? {};
  const check = new Check(new ScimRequests(baseUrl, readToken, new Recorder(), stopped), provisioner, managers);
  const dialect = (index: number): Dialect => dialects[index % dialects.length] ?? 'legacy';

  // The users and groups that should exist in the service after the steps so far.
  let users: readonly EntraUser[] = [];
  let groups: readonly EntraGroup[] = [];
  const results: StepResult[] = [];

  await step('test connection', tokens, (token) =>
    new Provisioner(requests(token), mappings).testConnection(randomUUID()),
  );
  if (results.some(({ failures }) => failures.length > 0)) return results; // Entra would not start provisioning either

  const everybody = rehearsal.directory.users;
  await step('create users', everybody, (user, index) => provisioner.createUser(user, dialect(index)));
  users = everybody;
  await compare({ users });

  if (managers.areSent) {
    await changeManagers(
      'set managers',
      users.filter(({ manager }) => manager !== undefined),
    );
    const [another, none] = [everyNth(users, 4, 1), everyNth(users, 4, 2)];
    await changeManagers('change managers', [
      ...another.map((user) => ({ ...user, manager: users.at(-1)?.objectId })),
      ...none.map((user) => ({ ...user, manager: undefined })),
    ]);
  }

  const all = provisioner.sendsGroups ? rehearsal.directory.groups : [];
  await step('create groups', all, (group, index) => provisioner.createGroup(group, dialect(index)));
  groups = all.map((group) => ({ ...group, members: [] }));
  await compare({ groups });
  if (provisioner.sendsMembers) groups = all;
  const memberships = groups.flatMap((group) => group.members.map((userId) => ({ group, userId })));
  await step('add members', memberships, ({ group, userId }, index) =>
    provisioner.changeMember('add', group, userId, dialect(index)),
  );
  await compare({ groups });

  const updated = everyNth(users, 4, 0).map(
    withAttributes(({ surname, mail }) => ({ surname: `${surname}-Neu`, mail: `new.${mail}` })),
  );
  await changeUsers('update users', updated);

  await changeUsers('change roles', everyNth(users, 10, 1).map(rotateRole(users)));

  const disabled = everyNth(users, 10, 2).map((user) => ({ ...user, enabled: false }));
  await changeUsers('disable users', disabled, groups); // disabled users stay members
  await changeUsers(
    'restore users',
    disabled.map((user) => ({ ...user, enabled: true })),
  );

  const renamed = everyNth(users, 10, 3).map(
    withAttributes(({ userPrincipalName }) => ({ userPrincipalName: `renamed.${userPrincipalName}` })),
  );
  await changeUsers('rename users', renamed);

  const leaving = groups.filter(({ members }) => members.length > 0);
  await step('remove members', leaving, (group, index) =>
    provisioner.changeMember('remove', group, group.members[0] ?? '', dialect(index)),
  );
  groups = groups.map((group) => ({ ...group, members: group.members.slice(1) }));
  await compare({ groups });

  groups = groups.map((group) => ({ ...group, displayName: `${group.displayName} renamed` }));
  await step('rename groups', groups, (group, index) => provisioner.renameGroup(group, dialect(index)));
  await compare({ groups });

  const gone = everyNth(users, 10, 4);
  await step('delete users', gone, (user) => provisioner.remove('/Users', user));
  const left = new Set(gone.map(({ objectId }) => objectId));
  users = users.filter(({ objectId }) => !left.has(objectId));
  groups = groups.map((group) => ({ ...group, members: group.members.filter((id) => !left.has(id)) }));
  await compare({ groups, gone }); // deleted users have left every group

  const rest = [...groups, ...users];
  await step('delete the rest', rest, (object) => provisioner.remove(endpointOf(object), object));
  [users, groups] = [[], []];
  await compare({ gone: rest });
  return results;

  function changeUsers(
    name: string,
    changed: readonly EntraUser[],
    unchanged: readonly EntraGroup[] = [],
  ): Promise<void> {
    return change(name, changed, (user, index) => provisioner.updateUser(user, dialect(index)), unchanged);
  }

  function changeManagers(name: string, changed: readonly EntraUser[]): Promise<void> {
    return change(name, changed, (user, index) => managers.send(user, dialect(index)));
  }

  async function change(
    name: string,
    changed: readonly EntraUser[],
    act: (user: EntraUser, index: number) => Promise<void>,
    unchanged: readonly EntraGroup[] = [],
  ): Promise<void> {
    await step(name, changed, act);
    const byId = new Map(changed.map((user) => [user.objectId, user]));
    users = users.map((user) => byId.get(user.objectId) ?? user);
    await compare({ users: changed, groups: unchanged });
  }

  /** Carries out a step and measures the requests that it sends. */
  async function step<Item>(
    name: string,
    items: readonly Item[],
    act: (item: Item, index: number) => Promise<void>,
  ): Promise<void> {
    recorder.start();
    await inParallel(items, name, 'send', act);
    results.push({ name, ...recorder.measured, differences: [] });
  }

  /**
   * Checks the data that the last step wrote, and all data stored by the product that follows the events. Adds any
   * differences to the result of the last step.
   */
  async function compare(written: {
    readonly users?: readonly EntraUser[];
    readonly groups?: readonly EntraGroup[];
    readonly gone?: readonly (EntraGroup | EntraUser)[];
  }): Promise<void> {
    const last = results.pop();
    if (!last) return;
    const checks = [
      ...(written.gone ?? []).map((object) => () => check.gone(endpointOf(object), object)),
      ...(written.users ?? []).map((user) => () => check.user(user)),
      ...(written.groups ?? []).map((group) => () => check.group(group)),
    ];
    const differences = await inParallel(checks, last.name, 'compare', (run) => run());
    differences.push((await follower?.differences(expected())) ?? []);
    results.push({ ...last, differences: [...last.differences, ...differences.flat()] });
  }

  /** The user data expected in the product that follows the events, after the steps so far. */
  function expected(): Expected {
    const present = expectedAccess(users, groups, provisioner, rehearsal.defaultRole);
    const presentIds = new Set(present.map(({ id }) => id));
    const sentIds = everybody.flatMap((user) => provisioner.idOf(user) ?? []);
    return { present, goneIds: sentIds.filter((id) => !presentIds.has(id)) };
  }

  function inParallel<Item, Result>(
    items: readonly Item[],
    name: string,
    phase: 'compare' | 'send',
    act: (item: Item, index: number) => Promise<Result>,
  ): Promise<Result[]> {
    let done = 0;
    return atMost(CONCURRENCY, [...items.entries()], async ([index, item]) => {
      const result = await act(item, index);
      progress(name, phase, ++done, items.length);
      return result;
    });
  }
}

function endpointOf(object: EntraGroup | EntraUser): '/Groups' | '/Users' {
  return 'displayName' in object ? '/Groups' : '/Users';
}
