import type { AttributeMapping, MappingTable } from '../constructs/entra/attribute-mapping';

import type { EntraGroup, EntraUser } from './entra-object';
import { evaluateMapping } from './evaluate-mapping';
import { type Dialect, memberBody, patchBody, typedValue } from './patch-dialect';
import type { ScimRequests } from './scim-requests';
import { type Json, valueAt, writeAt } from './target-path';

const USER_SCHEMAS = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];
const GROUP_SCHEMAS = [
  'urn:ietf:params:scim:schemas:core:2.0:Group',
  'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group', // Entra lists it, servers ignore it
];

/** Entra writes this into every role, whatever is mapped to its type. */
const ROLE_TYPE = 'WindowsAzureActiveDirectoryRole';

/**
 * Entra's provisioning service for one application: makes SCIM resources out of Entra's objects by a mapping table, and
 * remembers which is which.
 */
export class Provisioner {
  readonly #requests: ScimRequests;
  readonly #mappings: MappingTable;
  readonly #ids = new Map<string, string>();

  constructor(requests: ScimRequests, mappings: MappingTable) {
    this.#requests = requests;
    this.#mappings = mappings;
  }

  /** Id that the service gave an object. Undefined when the object was never created. */
  idOf({ objectId }: { readonly objectId: string }): string | undefined {
    return this.#ids.get(objectId);
  }

  /** Path of an object's resource. Undefined, and a failure of the step, when the object was never created. */
  #pathOf(endpoint: '/Groups' | '/Users', object: { readonly objectId: string }): string | undefined {
    const id = this.idOf(object);
    if (id === undefined) this.#requests.fail(endpoint, `has no resource for ${object.objectId}: it was not created`);
    return id === undefined ? undefined : `${endpoint}/${id}`;
  }

  /** Asks for what there is not, as "Test connection" does. */
  async testConnection(guid: string): Promise<void> {
    for (const [endpoint, mappings] of [
      ['/Users', this.#mappings.users],
      ['/Groups', this.#mappings.groups],
    ] as const) {
      const { target } = matchingOf(mappings);
      const found = await this.#requests.match(endpoint, target, guid);
      if (found.length > 0) this.#requests.fail(`GET ${endpoint}`, 'found somebody whose name is a random GUID');
    }
  }

  /** Creates a user whom nobody matches; takes over one whom somebody does. */
  async createUser(user: EntraUser, dialect: Dialect): Promise<void> {
    const matching = matchingOf(this.#mappings.users);
    const name = this.desired(user).get(matching.target) ?? '';
    const [existing] = await this.#requests.match('/Users', matching.target, name);
    if (existing) {
      this.#ids.set(user.objectId, String(existing['id']));
      return this.updateUser(user, dialect);
    }
    const { body } = await this.#requests.send('POST', '/Users', [201], this.#userBody(user));
    this.#remember(user, body, 'POST /Users');
  }

  /** Reads the user and sends what differs. Nothing when nothing does. */
  async updateUser(user: EntraUser, dialect: Dialect): Promise<void> {
    const path = this.#pathOf('/Users', user);
    if (path === undefined) return;
    const { body: current } = await this.#requests.send('GET', path, [200]);
    const changes = [...this.desired(user)]
      .filter(([target, value]) => !holds(current, target, value))
      .map(([target, value]) => ({ target, value, replaces: valueAt(current ?? {}, target) !== undefined }));
    if (changes.length > 0) await this.#requests.send('PATCH', path, [200, 204], patchBody(changes, dialect));
  }

  async createGroup(group: EntraGroup): Promise<void> {
    const matching = matchingOf(this.#mappings.groups);
    const [existing] = await this.#requests.match('/Groups', matching.target, group.displayName);
    if (existing) {
      this.#ids.set(group.objectId, String(existing['id']));
      return;
    }
    const { body } = await this.#requests.send('POST', '/Groups', [201], {
      schemas: GROUP_SCHEMAS,
      displayName: group.displayName,
      meta: { resourceType: 'Group' },
    });
    this.#remember(group, body, 'POST /Groups');
  }

  async renameGroup(group: EntraGroup, dialect: Dialect): Promise<void> {
    const change = { target: 'displayName', value: group.displayName, replaces: true };
    const path = this.#pathOf('/Groups', group);
    if (path !== undefined) await this.#requests.send('PATCH', path, [200, 204], patchBody([change], dialect));
  }

  /** Entra sends memberships of an application of one's own one by one. */
  async changeMember(action: 'add' | 'remove', group: EntraGroup, userId: string, dialect: Dialect): Promise<void> {
    const path = this.#pathOf('/Groups', group);
    const member = this.#ids.get(userId);
    if (path === undefined || member === undefined) return;
    await this.#requests.send('PATCH', path, [200, 204], memberBody(action, member, dialect));
  }

  async remove(endpoint: '/Groups' | '/Users', object: { readonly objectId: string }): Promise<void> {
    const path = this.#pathOf(endpoint, object);
    if (path !== undefined) await this.#requests.send('DELETE', path, [204]);
  }

  /** What Entra wants the service to hold of a user, by target attribute. */
  desired(user: EntraUser): Map<string, string> {
    return new Map(
      this.#mappings.users.flatMap(({ target, source }) => {
        const value = evaluateMapping(source, user);
        return value === undefined || value === '' ? [] : [[target, value]];
      }),
    );
  }

  #userBody(user: EntraUser): Json {
    const body: Json = { schemas: USER_SCHEMAS, meta: { resourceType: 'User' } };
    for (const [target, value] of this.desired(user)) writeAt(body, target, typedValue(target, value));
    const roles = (body['roles'] as Json[] | undefined) ?? [];
    return { ...body, roles: roles.map((role) => ({ ...role, type: ROLE_TYPE })) };
  }

  #remember({ objectId }: { readonly objectId: string }, body: Json | undefined, request: string): void {
    const id = body?.['id'];
    if (typeof id === 'string' && id !== '') this.#ids.set(objectId, id);
    else this.#requests.fail(request, 'answered without an id');
  }
}

/** Whether a resource holds a value, in exactly the form that was sent: else Entra would send it again. */
export function holds(resource: Json | undefined, target: string, value: string): boolean {
  const held = valueAt(resource ?? {}, target);
  if (held === undefined) return false;
  return typeof typedValue(target, value) === 'boolean' ? held.toLowerCase() === value.toLowerCase() : held === value;
}

/** The mapping by which Entra looks for a resource first. */
function matchingOf(mappings: readonly AttributeMapping[]): AttributeMapping {
  const [first] = mappings
    .filter(({ matching }) => matching !== undefined)
    .toSorted((a, b) => (a.matching ?? 0) - (b.matching ?? 0));
  if (!first) throw new Error('the mapping table has no matching attribute');
  return first;
}
