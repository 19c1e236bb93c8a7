import type { AttributeMapping, MappingTable } from '../../entra/attribute-mapping';

import type { EntraGroup, EntraObject, EntraUser } from './entra-object';
import { evaluateMapping } from './evaluate-mapping';
import { isManager, matchingOf, sentAlways, sentOnce, userSchemas } from './mapping-values';
import { type Dialect, memberBody, patchBody, typedValue } from './patch-dialect';
import type { ScimRequests } from './scim-requests';
import { type Json, valueAt, writeAt } from './target-path';

const GROUP_SCHEMAS = [
  'urn:ietf:params:scim:schemas:core:2.0:Group',
  'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group', // Entra sends this schema; servers ignore it
];

/** Entra writes this type into every role, even if a mapping provides another type. */
const ROLE_TYPE = 'WindowsAzureActiveDirectoryRole';

/**
 * Imitates Entra's provisioning service for one application. It uses a mapping table to convert Entra's objects into
 * SCIM resources, and remembers which resource belongs to which object.
 */
export class Provisioner {
  readonly #requests: ScimRequests;
  readonly #mappings: MappingTable;
  readonly #ids = new Map<string, string>();

  /**
   * The values of attributes that Entra sends only when it creates a resource, in the form in which they were sent. The
   * first key is the object id, and the second key is the target attribute.
   */
  readonly #createdWith = new Map<string, ReadonlyMap<string, string>>();

  constructor(requests: ScimRequests, mappings: MappingTable) {
    this.#requests = requests;
    this.#mappings = mappings;
  }

  /** The id that the service gave to an object. Undefined if the object was never created. */
  idOf({ objectId }: { readonly objectId: string }): string | undefined {
    return this.#ids.get(objectId);
  }

  /**
   * Returns the path of an object's resource. If the object was never created, records a failure of the step and
   * returns undefined.
   */
  #pathOf(endpoint: '/Groups' | '/Users', object: { readonly objectId: string }): string | undefined {
    const id = this.idOf(object);
    if (id === undefined) this.#requests.fail(endpoint, `has no resource for ${object.objectId}: it was not created`);
    return id === undefined ? undefined : `${endpoint}/${id}`;
  }

  /** Searches for resources that do not exist, as "Test connection" does in the Entra admin center. */
  async testConnection(guid: string): Promise<void> {
    for (const [endpoint, mappings] of [
      ['/Users', this.#mappings.users],
      ['/Groups', this.#mappings.groups],
    ] as const) {
      const [first] = matchingOf(mappings);
      if (!first) continue; // groups are not provisioned
      const found = await this.#requests.match(endpoint, first.target, guid);
      if (found.length > 0) this.#requests.fail(`GET ${endpoint}`, 'found somebody whose name is a random GUID');
    }
  }

  /** Creates a user. If an existing resource matches the user, takes over that resource and updates it instead. */
  async createUser(user: EntraUser, dialect: Dialect): Promise<void> {
    const desired = this.desired(user);
    const existing = await this.#find('/Users', this.#mappings.users, desired);
    if (existing !== undefined) {
      this.#takeOver(user, existing);
      return this.updateUser(user, dialect);
    }
    this.#createdWith.set(user.objectId, sentOnce(this.#mappings.users, desired));
    const { body } = await this.#requests.send('POST', '/Users', [201], this.#userBody(desired));
    this.#remember(user, body, 'POST /Users');
  }

  /** Reads the user's resource and sends the attributes that differ, if there are any. */
  async updateUser(user: EntraUser, dialect: Dialect): Promise<void> {
    const path = this.#pathOf('/Users', user);
    if (path !== undefined) await this.#update(path, sentAlways(this.#mappings.users, this.desired(user)), dialect);
  }

  async createGroup(group: EntraGroup, dialect: Dialect): Promise<void> {
    const desired = this.desiredOfGroup(group);
    const existing = await this.#find('/Groups', this.#mappings.groups, desired);
    if (existing !== undefined) {
      this.#takeOver(group, existing);
      const path = `/Groups/${String(existing['id'])}`;
      return this.#update(path, sentAlways(this.#mappings.groups, this.desiredOfGroup(group)), dialect);
    }
    this.#createdWith.set(group.objectId, sentOnce(this.#mappings.groups, desired));
    const groupBody: Json = { schemas: GROUP_SCHEMAS, meta: { resourceType: 'Group' } };
    for (const [target, value] of desired) writeAt(groupBody, target, typedValue(target, value));
    const { body } = await this.#requests.send('POST', '/Groups', [201], groupBody);
    this.#remember(group, body, 'POST /Groups');
  }

  /** Sends the attributes that are derived from a group's name, without reading the group first. */
  async renameGroup(group: EntraGroup, dialect: Dialect): Promise<void> {
    const path = this.#pathOf('/Groups', group);
    const { groups } = this.#mappings;
    const named = new Set(groups.filter(({ source }) => source.includes('[displayName]')).map(({ target }) => target));
    const changes = [...sentAlways(groups, this.desiredOfGroup(group))]
      .filter(([target]) => named.has(target))
      .map(([target, value]) => ({ target, value, replaces: true }));
    if (path === undefined || changes.length === 0) return;
    await this.#requests.send('PATCH', path, [200, 204], patchBody(changes, dialect));
  }

  /** Sends one membership change. For a custom application, Entra sends memberships one by one. */
  async changeMember(action: 'add' | 'remove', group: EntraGroup, userId: string, dialect: Dialect): Promise<void> {
    const path = this.#pathOf('/Groups', group);
    const member = this.#ids.get(userId);
    if (path === undefined || member === undefined || !this.sendsMembers) return;
    await this.#requests.send('PATCH', path, [200, 204], memberBody(action, member, dialect));
  }

  async remove(endpoint: '/Groups' | '/Users', object: { readonly objectId: string }): Promise<void> {
    const path = this.#pathOf(endpoint, object);
    if (path !== undefined) await this.#requests.send('DELETE', path, [204]);
  }

  /** Whether the mapping table contains any mappings for groups. */
  get sendsGroups(): boolean {
    return this.#mappings.groups.length > 0;
  }

  get sendsMembers(): boolean {
    return this.#mappings.groups.some(({ target }) => target === 'members');
  }

  /** The values that the service should store for a user, by target attribute. The manager is not included. */
  desired(user: EntraUser): Map<string, string> {
    const mappings = this.#mappings.users.filter((mapping) => !isManager(mapping));
    return this.#desired(mappings, user, user.objectId);
  }

  /** The values that the service should store for a group, by target attribute. The members are not included. */
  desiredOfGroup({ objectId, displayName }: EntraGroup): Map<string, string> {
    const attributes = { objectId, displayName, mailNickname: objectId };
    const mappings = this.#mappings.groups.filter(({ target }) => target !== 'members');
    return this.#desired(mappings, { attributes, enabled: true, role: undefined }, objectId);
  }

  #desired(mappings: readonly AttributeMapping[], object: EntraObject, objectId: string): Map<string, string> {
    const createdWith = this.#createdWith.get(objectId);
    return new Map(
      mappings.flatMap(({ target, source, flow, defaultValue }) => {
        const value =
          flow === 'onCreate' && createdWith
            ? createdWith.get(target)
            : evaluateMapping(source, object) || defaultValue;
        return value === undefined || value === '' ? [] : [[target, value]];
      }),
    );
  }

  /** Searches for a resource by each matching attribute in turn. Attributes without a value are skipped. */
  async #find(
    endpoint: '/Groups' | '/Users',
    mappings: readonly AttributeMapping[],
    desired: ReadonlyMap<string, string>,
  ): Promise<Json | undefined> {
    for (const { target } of matchingOf(mappings)) {
      const value = desired.get(target);
      if (value === undefined) continue;
      const [existing] = await this.#requests.match(endpoint, target, value);
      if (existing) return existing;
    }
    return undefined;
  }

  async #update(path: string, desired: ReadonlyMap<string, string>, dialect: Dialect): Promise<void> {
    const { body: current } = await this.#requests.send('GET', path, [200]);
    const changes = [...desired]
      .filter(([target, value]) => !holds(current, target, value))
      .map(([target, value]) => ({ target, value, replaces: valueAt(current ?? {}, target) !== undefined }));
    if (changes.length > 0) await this.#requests.send('PATCH', path, [200, 204], patchBody(changes, dialect));
  }

  /**
   * Remembers a resource that already existed in the service. Such a resource never receives the values that Entra
   * sends only at creation.
   */
  #takeOver({ objectId }: { readonly objectId: string }, existing: Json): void {
    this.#ids.set(objectId, String(existing['id']));
    this.#createdWith.set(objectId, new Map());
  }

  #userBody(desired: ReadonlyMap<string, string>): Json {
    const body: Json = { schemas: userSchemas(this.#mappings.users), meta: { resourceType: 'User' } };
    for (const [target, value] of desired) writeAt(body, target, typedValue(target, value));
    const roles = (body['roles'] as Json[] | undefined) ?? [];
    return { ...body, roles: roles.map((role) => ({ ...role, type: ROLE_TYPE })) };
  }

  #remember({ objectId }: { readonly objectId: string }, body: Json | undefined, request: string): void {
    const id = body?.['id'];
    if (typeof id === 'string' && id !== '') this.#ids.set(objectId, id);
    else this.#requests.fail(request, 'answered without an id');
  }
}

/**
 * Whether a resource contains a value in exactly the form that was sent. If it does not, Entra would send the value
 * again.
 */
export function holds(resource: Json | undefined, target: string, value: string): boolean {
  const held = valueAt(resource ?? {}, target);
  if (held === undefined) return false;
  return typeof typedValue(target, value) === 'boolean' ? held.toLowerCase() === value.toLowerCase() : held === value;
}
