import { randomUUID } from 'node:crypto';

import { atMost } from '../../command-line/at-most';
import type { MappingTable } from '../../entra/attribute-mapping';

import { Check } from './check';
import type { EntraDirectory, EntraUser } from './entra-object';
import { Managers } from './managers';
import type { Dialect } from './patch-dialect';
import { Provisioner } from './provisioner';
import { type Measured, Recorder } from './recorder';
import { ScimRequests } from './scim-requests';

/** What to rehearse: an application with the users and groups in its scope, against a service. */
export interface Rehearsal {
  readonly tenantUrl: string;

  /** Tokens that the service accepts. Entra uses the last one. */
  readonly tokens: readonly string[];

  /**
   * Base URL and token of a client with read access, for comparing what the service stores.
   *
   * @default - the URL and the token that Entra uses.
   */
  readonly reader?: SeparateReader | undefined;

  readonly mappings: MappingTable;
  readonly directory: EntraDirectory;

  /** The dialects of PATCH to use, in turn. */
  readonly dialects: readonly Dialect[];

  /** Once aborted, the rehearsal sends nothing more, so that everything it has written can be removed. */
  readonly stopped?: AbortSignal | undefined;
}

/** The access that a product needs to read a tenant's users and groups without provisioning them. */
export interface SeparateReader {
  readonly baseUrl: string;
  readonly token: string;
}

/** The result of a step. */
export interface StepResult extends Measured {
  readonly name: string;

  /** Where the service stores something other than what was sent. */
  readonly differences: readonly string[];
}

/** Called with the progress of a step, both while the step sends its requests and while the results are compared. */
export type Progress = (step: string, phase: 'compare' | 'send', done: number, total: number) => void;

/** Number of concurrent requests, as in a large synchronization. */
const CONCURRENCY = 8;

/**
 * Plays Entra against a service, step by step. After each step, compares what the service stores with what was sent.
 */
export async function rehearse(rehearsal: Rehearsal, progress: Progress): Promise<StepResult[]> {
  const { tenantUrl, tokens, mappings, dialects, reader, stopped } = rehearsal;
  const recorder = new Recorder();
  const requests = (token = '', counted = recorder) => new ScimRequests(tenantUrl, token, counted, stopped);
  const sent = requests(tokens.at(-1));
  const provisioner = new Provisioner(sent, mappings);
  const managers = new Managers(sent, provisioner, mappings.users);
  const { baseUrl = tenantUrl, token: readToken = tokens.at(-1) ?? '' } = reader ?? {};
  const check = new Check(new ScimRequests(baseUrl, readToken, new Recorder(), stopped), provisioner, managers);
  const dialect = (index: number): Dialect => dialects[index % dialects.length] ?? 'legacy';

  let { users } = rehearsal.directory;
  let groups = provisioner.sendsGroups ? rehearsal.directory.groups : [];
  const results: StepResult[] = [];

  await step('test connection', tokens, (token) =>
    new Provisioner(requests(token), mappings).testConnection(randomUUID()),
  );
  if (results.some(({ failures }) => failures.length > 0)) return results; // Entra would not start either

  await step('create users', users, (user, index) => provisioner.createUser(user, dialect(index)));
  await compare(users, (user) => check.user(user));

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

  await step('create groups', groups, (group, index) => provisioner.createGroup(group, dialect(index)));
  if (!provisioner.sendsMembers) groups = groups.map((group) => ({ ...group, members: [] }));
  const memberships = groups.flatMap((group) => group.members.map((userId) => ({ group, userId })));
  await step('add members', memberships, ({ group, userId }, index) =>
    provisioner.changeMember('add', group, userId, dialect(index)),
  );
  await compare(groups, (group) => check.group(group));

  const updated = everyNth(users, 4, 0).map(
    withAttributes(({ surname, mail }) => ({ surname: `${surname}-Neu`, mail: `new.${mail}` })),
  );
  await changeUsers('update users', updated);

  await changeUsers('change roles', everyNth(users, 10, 1).map(rotateRole(users)));

  const disabled = everyNth(users, 10, 2).map((user) => ({ ...user, enabled: false }));
  await changeUsers('disable users', disabled);
  await compare(groups, (group) => check.group(group)); // disabled users stay members
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
  await compare(groups, (group) => check.group(group));

  groups = groups.map((group) => ({ ...group, displayName: `${group.displayName} renamed` }));
  await step('rename groups', groups, (group, index) => provisioner.renameGroup(group, dialect(index)));
  await compare(groups, (group) => check.group(group));

  const [gone, stay] = [everyNth(users, 10, 4), users.filter((_, index) => index % 10 !== 4)];
  await step('delete users', gone, (user) => provisioner.remove('/Users', user));
  await compare(gone, (user) => check.gone('/Users', user));
  const left = new Set(gone.map(({ objectId }) => objectId));
  groups = groups.map((group) => ({ ...group, members: group.members.filter((id) => !left.has(id)) }));
  await compare(groups, (group) => check.group(group)); // deleted users have left every group

  await step('delete the rest', [...groups, ...stay], (object) =>
    provisioner.remove('displayName' in object ? '/Groups' : '/Users', object),
  );
  await compare([...groups, ...stay], (object) => check.gone('displayName' in object ? '/Groups' : '/Users', object));
  return results;

  function changeUsers(name: string, changed: readonly EntraUser[]): Promise<void> {
    return change(name, changed, (user, index) => provisioner.updateUser(user, dialect(index)));
  }

  function changeManagers(name: string, changed: readonly EntraUser[]): Promise<void> {
    return change(name, changed, (user, index) => managers.send(user, dialect(index)));
  }

  async function change(
    name: string,
    changed: readonly EntraUser[],
    act: (user: EntraUser, index: number) => Promise<void>,
  ): Promise<void> {
    await step(name, changed, act);
    const byId = new Map(changed.map((user) => [user.objectId, user]));
    users = users.map((user) => byId.get(user.objectId) ?? user);
    await compare(changed, (user) => check.user(user));
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

  /** Checks what the last step has written, and adds any differences to the result of that step. */
  async function compare<Item>(
    items: readonly Item[],
    differencesOf: (item: Item) => Promise<string[]>,
  ): Promise<void> {
    const last = results.pop();
    if (!last) return;
    const differences = await inParallel(items, last.name, 'compare', differencesOf);
    results.push({ ...last, differences: [...last.differences, ...differences.flat()] });
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

function everyNth<Item>(items: readonly Item[], n: number, offset: number): Item[] {
  return items.filter((_, index) => index % n === offset);
}

function withAttributes(
  change: (attributes: EntraUser['attributes']) => Record<string, string>,
): (user: EntraUser) => EntraUser {
  return (user) => ({ ...user, attributes: { ...user.attributes, ...change(user.attributes) } });
}

/** Gives a user the next of all roles in use. A user without a role stays without one. */
function rotateRole(users: readonly EntraUser[]): (user: EntraUser) => EntraUser {
  const roles = [...new Set(users.flatMap(({ role }) => role ?? []))];
  return (user) =>
    user.role === undefined ? user : { ...user, role: roles[(roles.indexOf(user.role) + 1) % roles.length] };
}
