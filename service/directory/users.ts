import { v7 as uuidV7 } from 'uuid';

import { applyPatch } from '../scim/apply-patch';
import { ScimError } from '../scim/error';
import type { Filter } from '../scim/filter';
import type { Page, Range } from '../scim/list-response';
import { readPatch } from '../scim/patch-operation';
import { readResource } from '../scim/read-resource';
import type { Attributes, Resource } from '../scim/resource';
import { USER } from '../scim/resource-type';

import { changedAttributes, changeTo } from './change';
import { isResourceId } from './resource-id';
import { type ChangeFunction, Duplicate, type UserStore } from './store';
import type { Tenant } from './tenant';

/** What one can do with the users of a tenant. Knows the rules of SCIM and of the product; knows neither HTTP nor SQL. */
export class Users {
  readonly #tenant: Tenant;
  readonly #store: UserStore;
  readonly #now: () => Date;

  constructor(tenant: Tenant, store: UserStore, now: () => Date) {
    this.#tenant = tenant;
    this.#store = store;
    this.#now = now;
  }

  async create(body: unknown): Promise<Resource> {
    const attributes = this.#tenant.roles.settle({ active: true, ...readResource(USER, body, this.#tenant.profile) });
    const now = this.#now();
    const resource = { id: uuidV7(), attributes, version: 1, created: now, lastModified: now };
    await this.#store.insert({ resource, attributes: Object.keys(attributes) }).catch(refuseDuplicate);
    return resource;
  }

  async get(id: string): Promise<Resource> {
    return found(id, isResourceId(id) ? await this.#store.find(id) : undefined);
  }

  search(filter: Filter | undefined, range: Range): Promise<Page<Resource>> {
    return this.#store.search(filter, range);
  }

  async patch(id: string, body: unknown): Promise<Resource> {
    const { profile } = this.#tenant;
    const operations = readPatch(USER, body, profile);
    return this.#change(id, (before) => applyPatch(USER, before, operations, profile));
  }

  async remove(id: string): Promise<void> {
    if (!isResourceId(id) || !(await this.#store.remove(id))) throw ScimError.notFound('User', id);
  }

  async #change(id: string, attributesAfter: (before: Resource) => Attributes): Promise<Resource> {
    if (!isResourceId(id)) throw ScimError.notFound('User', id);
    const now = this.#now();
    const change: ChangeFunction = (before) => {
      const wanted = attributesAfter(before);
      if (wanted['active'] === undefined) throw ScimError.badRequest('invalidValue', 'active must be true or false');
      // A role that was taken out of the catalogue stays with who has it, until it is written again.
      const rolesWritten = changedAttributes(before.attributes, wanted).includes('roles');
      const after = rolesWritten ? this.#tenant.roles.settle(wanted) : wanted;
      return changeTo(before, after, now);
    };
    return found(id, await this.#store.change(id, change).catch(refuseDuplicate));
  }
}

function found(id: string, user: Resource | undefined): Resource {
  if (!user) throw ScimError.notFound('User', id);
  return user;
}

function refuseDuplicate(error: unknown): never {
  if (error instanceof Duplicate) throw ScimError.taken('user', error.attribute, error.value);
  throw error;
}
