import { v7 as uuidV7 } from 'uuid';

import { applyPatch } from '../scim/apply-patch';
import { ScimError } from '../scim/error';
import type { Filter } from '../scim/filter';
import type { Page, Range } from '../scim/list-response';
import { isAboutMembers, type MemberChange, readMemberChange, readMemberIds } from '../scim/member-change';
import { readPatch } from '../scim/patch-operation';
import { readResource } from '../scim/read-resource';
import { GROUP } from '../scim/resource-type';

import { changeTo } from './change';
import { isResourceId } from './resource-id';
import { type ChangeFunction, Duplicate, type Group, type GroupStore, UnknownMember } from './store';
import type { Tenant } from './tenant';

/** What one can do with the groups of a tenant. Members are added and removed one by one, never read for it. */
export class Groups {
  readonly #tenant: Tenant;
  readonly #store: GroupStore;
  readonly #now: () => Date;

  constructor(tenant: Tenant, store: GroupStore, now: () => Date) {
    this.#tenant = tenant;
    this.#store = store;
    this.#now = now;
  }

  async create(body: unknown): Promise<Group> {
    const { members, ...attributes } = readResource(GROUP, body, this.#tenant.profile);
    const memberIds = checkIds(readMemberIds(members));
    const now = this.#now();
    const resource = { id: uuidV7(), attributes, version: 1, created: now, lastModified: now };
    const written = [...Object.keys(attributes), ...(memberIds.length > 0 ? ['members'] : [])];
    await this.#store.insert({ resource, attributes: written }, memberIds).catch(refuse);
    return memberIds.length > 0 ? this.get(resource.id, { members: true }) : resource;
  }

  async get(id: string, options: { readonly members: boolean }): Promise<Group> {
    return found(id, isResourceId(id) ? await this.#store.find(id, options) : undefined);
  }

  search(filter: Filter | undefined, range: Range, options: { readonly members: boolean }): Promise<Page<Group>> {
    return this.#store.search(filter, range, options);
  }

  async patch(id: string, body: unknown): Promise<Group> {
    const { profile } = this.#tenant;
    const operations = readPatch(GROUP, body, profile);
    const members = operations.filter(isAboutMembers).map(readMemberChange).map(checkChange);
    const others = operations.filter((operation) => !isAboutMembers(operation));

    const now = this.#now();
    const change: ChangeFunction = (before) => changeTo(before, applyPatch(GROUP, before, others, profile), now);
    return found(id, isResourceId(id) ? await this.#store.change(id, change, members).catch(refuse) : undefined);
  }

  async remove(id: string): Promise<void> {
    if (!isResourceId(id) || !(await this.#store.remove(id))) throw ScimError.notFound('Group', id);
  }
}

/** Who is no user cannot be added; to remove one changes nothing. */
function checkChange(change: MemberChange): MemberChange {
  if (change.kind === 'clear') return change;
  return { ...change, ids: change.kind === 'remove' ? change.ids.filter(isResourceId) : checkIds(change.ids) };
}

function checkIds(ids: readonly string[]): readonly string[] {
  const strange = ids.filter((id) => !isResourceId(id));
  if (strange.length > 0) throw unknownMembers(strange);
  return ids;
}

function found(id: string, group: Group | undefined): Group {
  if (!group) throw ScimError.notFound('Group', id);
  return group;
}

function refuse(error: unknown): never {
  if (error instanceof Duplicate) throw ScimError.taken('group', error.attribute, error.value);
  if (error instanceof UnknownMember) throw unknownMembers(error.ids);
  throw error;
}

function unknownMembers(ids: readonly string[]): ScimError {
  const [first = '', ...others] = ids;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return ScimError.badRequest(
    'invalidValue',
    `there is no user '${first}'${more} to be a member; provision users first`,
  );
}
