import { v7 as uuidV7 } from 'uuid';

import { applyPatch } from '../scim/apply-patch';
import type { AttributePath } from '../scim/attribute-path';
import { type Conditions, requireMatch } from '../scim/entity-tag';
import { ScimError } from '../scim/error';
import { isObject } from '../scim/json';
import type { Page } from '../scim/list-response';
import { readPatch } from '../scim/patch-operation';
import type { Profile } from '../scim/profile';
import { readResource } from '../scim/read-resource';
import type { Attributes, Resource } from '../scim/resource';
import { isResourceId } from '../scim/resource-id';
import { USER } from '../scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user';
import type { Search } from '../scim/search';

import { changedAttributes, changeTo, creationOf } from './change';
import type { Notice } from './notice';
import { tellingProfile } from './passed-over';
import type { ResourceDirectory } from './resource-directory';
import { SamePerson } from './same-person';
import { type ChangeFunction, Duplicate, type Reading, type User, type UserStore } from './store';
import type { Tenant } from './tenant';

/**
 * Operations on a tenant's users. Contains the rules of SCIM and of the product, but depends on neither HTTP nor SQL.
 */
export class Users implements ResourceDirectory<User> {
  readonly #tenant: Tenant;
  readonly #store: UserStore;
  readonly #now: () => Date;

  readonly #profile: Profile;

  /** @param notice called with a message when a part of a request has no effect. */
  constructor(tenant: Tenant, store: UserStore, now: () => Date, notice: Notice) {
    this.#tenant = tenant;
    this.#store = store;
    this.#now = now;
    this.#profile = tellingProfile(tenant.profile, USER, notice);
  }

  /** Creates a user. If an inactive user is the same person, restores that user instead. */
  async create(body: unknown, reading: Reading): Promise<User> {
    const { roles } = this.#tenant;
    const sent = readResource(USER, body, this.#profile);
    const attributes = roles.settle(sent['active'] === undefined ? { ...sent, active: true } : sent);
    const now = this.#now();
    const resource = { id: uuidV7(), attributes, version: 1, created: now, lastModified: now };

    const user = await this.#store
      .insert(creationOf(resource), new SamePerson(this.#tenant, attributes, now))
      .catch(refuseDuplicate);
    const isAlone = user.id === resource.id && !hasManager(user);
    return isAlone ? user : this.#withRelated(user, reading);
  }

  async get(id: string, reading: Reading): Promise<User> {
    return found(id, isResourceId(id) ? await this.#store.find(id, reading) : undefined);
  }

  search(search: Search, reading: Reading): Promise<Page<User>> {
    return this.#store.search(search, reading);
  }

  async replace(id: string, body: unknown, options: Conditions & Reading): Promise<User> {
    const attributes = readResource(USER, body, this.#profile);
    // If the body omits `active`, the user keeps the current value. So an inactive user stays inactive.
    return this.#change(id, options, ({ attributes: { active } }) => ({ active, ...attributes }), { keepsRole: false });
  }

  async patch(id: string, body: unknown, options: Conditions & Reading): Promise<User> {
    const operations = readPatch(USER, body, this.#profile);
    const keepsRole = operations.some(
      ({ path, filter }) => isRole(path) && (path.subAttribute ?? filter) !== undefined,
    );
    return this.#change(id, options, (before) => applyPatch(USER, before, operations, this.#profile), { keepsRole });
  }

  async remove(id: string, conditions: Conditions): Promise<void> {
    const check = (before: Resource) => {
      requireMatch(conditions, before);
    };
    if (!isResourceId(id) || !(await this.#store.remove(id, check))) throw ScimError.notFound('User', id);
  }

  /** @param keepsRole whether the request may leave parts of the role as they are. */
  async #change(
    id: string,
    options: Conditions & Reading,
    attributesAfter: (before: Resource) => Attributes,
    { keepsRole }: { readonly keepsRole: boolean },
  ): Promise<User> {
    if (!isResourceId(id)) throw ScimError.notFound('User', id);
    const now = this.#now();
    const change: ChangeFunction = (before) => {
      requireMatch(options, before);
      const { roles } = this.#tenant;
      const writable = { ...before, attributes: roles.unsettle(before.attributes) };
      const wanted = attributesAfter(writable);
      // The default of `active` is true, so applying it here would give a disabled user access again (RFC 7644 §3.12,
      // "current state").
      if (wanted['active'] === undefined) {
        throw ScimError.badRequest('mutability', 'active cannot be removed; replace it by true or false');
      }
      // If a role was removed from the catalogue, its users keep it until a request writes their role again.
      const rolesWritten = changedAttributes(writable.attributes, wanted).includes('roles');
      const settled = rolesWritten
        ? roles.settle(wanted, keepsRole ? before.attributes : {})
        : { ...wanted, ...rolesOf(before) };
      return changeTo(before, settled, now);
    };
    return found(id, await this.#store.change(id, change, options).catch(refuseDuplicate));
  }

  /** Adds the groups and the manager to a user who was created or restored, if the client requested them. */
  async #withRelated(user: User, { related }: Reading): Promise<User> {
    if (!related) return user;
    const { groups, manager } = await this.get(user.id, { related });
    return { ...user, ...(groups === undefined ? {} : { groups }), ...(manager === undefined ? {} : { manager }) };
  }
}

function hasManager({ attributes }: Resource): boolean {
  const extension = attributes[ENTERPRISE_USER_SCHEMA.id];
  return isObject(extension) && extension['manager'] !== undefined;
}

function isRole({ attribute, extension }: AttributePath): boolean {
  return attribute?.name === 'roles' && !extension;
}

function rolesOf({ attributes: { roles } }: Resource): Attributes {
  return roles === undefined ? {} : { roles };
}

function found(id: string, user: User | undefined): User {
  if (!user) throw ScimError.notFound('User', id);
  return user;
}

function refuseDuplicate(error: unknown): never {
  if (error instanceof Duplicate) throw ScimError.taken('user', error.attribute, error.value);
  throw error;
}
