import { v7 as uuidV7 } from 'uuid';

import { applyPatch } from '../scim/apply-patch';
import { type Conditions, requireMatch } from '../scim/entity-tag';
import { ScimError } from '../scim/error';
import { inSlices } from '../scim/in-slices';
import type { Page } from '../scim/list-response';
import { isAboutMembers, type MemberChange, readMemberChanges } from '../scim/member-change';
import { type PatchOperation, readPatch } from '../scim/patch-operation';
import type { Profile } from '../scim/profile';
import { NOTHING, writesOf } from '../scim/read-resource';
import type { Attributes, Resource } from '../scim/resource';
import { isResourceId } from '../scim/resource-id';
import { GROUP } from '../scim/resource-type';
import type { Search } from '../scim/search';
import { sent } from '../scim/sent-value';

import { changeTo, creationOf } from './change';
import type { Notice } from './notice';
import { tellingProfile } from './passed-over';
import type { ResourceDirectory } from './resource-directory';
import { type ChangeFunction, Duplicate, type Group, type GroupStore, type Reading, UnknownMember } from './store';
import type { Tenant } from './tenant';

/** Number of ids to check in one batch. A batch takes a millisecond, during which no other request is served. */
const CHECKED_AT_ONCE = 10_000;

/** Operations on a tenant's groups. Members can be added and removed without reading the other members. */
export class Groups implements ResourceDirectory<Group> {
  readonly #store: GroupStore;
  readonly #now: () => Date;
  readonly #profile: Profile;

  /** @param notice called with a message when a part of a request has no effect. */
  constructor(tenant: Tenant, store: GroupStore, now: () => Date, notice: Notice) {
    this.#store = store;
    this.#now = now;
    this.#profile = tellingProfile(tenant.profile, GROUP, notice);
  }

  async create(body: unknown, reading: Reading): Promise<Group> {
    const { attributes, memberIds } = await this.#read(body);
    const now = this.#now();
    const resource = { id: uuidV7(), attributes, version: 1, created: now, lastModified: now };
    const creation = creationOf(resource);
    const written = [...creation.attributes, ...(memberIds.length > 0 ? ['members'] : [])];
    await this.#store.insert({ ...creation, attributes: written }, memberIds).catch(refuse);
    return memberIds.length > 0 ? this.#withMembers(resource, reading) : resource;
  }

  async get(id: string, reading: Reading): Promise<Group> {
    return found(id, isResourceId(id) ? await this.#store.find(id, reading) : undefined);
  }

  search(search: Search, reading: Reading): Promise<Page<Group>> {
    return this.#store.search(search, reading);
  }

  async replace(id: string, body: unknown, options: Conditions & Reading): Promise<Group> {
    const { attributes, memberIds } = await this.#read(body);
    return this.#change(id, options, () => attributes, [{ kind: 'replace', ids: memberIds }]);
  }

  async patch(id: string, body: unknown, options: Conditions & Reading): Promise<Group> {
    const { members, others } = await this.#parted(readPatch(GROUP, body, this.#profile));
    if (others.length === 0 && !options.ifMatch && !options.ifNoneMatch)
      return this.#changeMembers(id, options, members);
    return this.#change(id, options, (before) => applyPatch(GROUP, before, others, this.#profile), members);
  }

  async remove(id: string, conditions: Conditions): Promise<void> {
    const check = (before: Resource) => {
      requireMatch(conditions, before);
    };
    if (!isResourceId(id) || !(await this.#store.remove(id, check))) throw ScimError.notFound('Group', id);
  }

  async #read(body: unknown): Promise<{ attributes: Attributes; memberIds: readonly string[] }> {
    const { members, others } = await this.#parted(writesOf(GROUP, body, this.#profile));
    const memberIds = members.flatMap((change) => (change.kind === 'add' ? change.ids : []));
    return { attributes: applyPatch(GROUP, NOTHING, others, this.#profile), memberIds };
  }

  /** Separates the changes to members from all other operations. */
  async #parted(operations: readonly PatchOperation[]) {
    const members = await readMemberChanges(operations.filter(isAboutMembers), this.#profile);
    return {
      members: await Promise.all(members.map(checkChange)),
      others: operations.filter((each) => !isAboutMembers(each)),
    };
  }

  async #change(
    id: string,
    options: Conditions & Reading,
    attributesAfter: (before: Resource) => Attributes,
    members: readonly MemberChange[],
  ): Promise<Group> {
    const now = this.#now();
    const change: ChangeFunction = (before) => {
      requireMatch(options, before);
      return changeTo(before, attributesAfter(before), now);
    };
    const changed = isResourceId(id) ? await this.#store.change(id, change, members).catch(refuse) : undefined;
    return this.#withMembers(found(id, changed), options);
  }

  async #changeMembers(id: string, reading: Reading, members: readonly MemberChange[]): Promise<Group> {
    const now = this.#now();
    const changed = isResourceId(id) ? await this.#store.changeMembers(id, members, now).catch(refuse) : undefined;
    return this.#withMembers(found(id, changed), reading);
  }

  /** Adds the members to a changed group if the client requested them. */
  async #withMembers(group: Group, { related }: Reading): Promise<Group> {
    if (!related) return group;
    const { members } = await this.get(group.id, { related });
    return { ...group, ...(members === undefined ? {} : { members }) };
  }
}

/** Checks that each id to add has the format of a user id. For a removal, ids in any other format are dropped. */
async function checkChange(change: MemberChange): Promise<MemberChange> {
  if (change.kind === 'clear') return change;
  const [ids, strange]: [string[], string[]] = [[], []];
  await inSlices(change.ids, CHECKED_AT_ONCE, (slice) => {
    for (const id of slice) (isResourceId(id) ? ids : strange).push(id);
  });
  if (strange.length > 0 && change.kind !== 'remove') throw unknownMembers(strange);
  return { ...change, ids };
}

function found(id: string, group: Group | undefined): Group {
  if (!group) throw ScimError.notFound('Group', id);
  return group;
}

function refuse(error: unknown): never {
  if (error instanceof Duplicate) throw ScimError.taken('group', error.attribute, error.value);
  if (error instanceof UnknownMember) throw error.groups.length > 0 ? nested(error.groups) : unknownMembers(error.ids);
  throw error;
}

/**
 * The error for groups that a client tries to add as members. Entra skips nested groups by itself. Other clients must
 * add the users of the nested group instead.
 */
function nested(groups: readonly string[]): ScimError {
  const detail = `member ${namesOf(groups)} is a group, and nested groups are not supported; add its users instead`;
  return ScimError.badRequest('invalidValue', detail);
}

function unknownMembers(ids: readonly string[]): ScimError {
  return ScimError.badRequest('invalidValue', `there is no user ${namesOf(ids)} to be a member; provision users first`);
}

function namesOf([first = '', ...others]: readonly string[]): string {
  return `'${sent(first)}'${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
