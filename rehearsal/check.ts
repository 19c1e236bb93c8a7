import type { EntraGroup, EntraUser } from './entra-object';
import { holds, type Provisioner } from './provisioner';
import type { ScimRequests } from './scim-requests';
import { type Json, valueAt } from './target-path';

/** Reads back what the service holds and says where it differs from what was sent. Its requests count for no step. */
export class Check {
  readonly #requests: ScimRequests;
  readonly #provisioner: Provisioner;

  constructor(requests: ScimRequests, provisioner: Provisioner) {
    this.#requests = requests;
    this.#provisioner = provisioner;
  }

  async user(user: EntraUser): Promise<string[]> {
    const id = this.#provisioner.idOf(user);
    if (id === undefined) return [`/Users holds nobody for ${user.objectId}`];
    const path = `/Users/${id}`;
    const { status, body } = await this.#requests.send('GET', path, [200]);
    if (status !== 200) return [`${path} answered ${status} instead of the user`];
    return [...this.#provisioner.desired(user)]
      .filter(([target, value]) => !holds(body, target, value))
      .map(
        ([target, value]) => `${path} ${target}: sent '${value}', holds '${valueAt(body ?? {}, target) ?? 'nothing'}'`,
      );
  }

  async group(group: EntraGroup): Promise<string[]> {
    const id = this.#provisioner.idOf(group);
    if (id === undefined) return [`/Groups holds nothing for '${group.displayName}'`];
    const path = `/Groups/${id}`;
    const { status, body } = await this.#requests.send('GET', path, [200]);
    if (status !== 200) return [`${path} answered ${status} instead of the group`];

    const held = new Set(((body?.['members'] ?? []) as Json[]).map(({ value }) => String(value)));
    const sent = new Set(group.members.map((objectId) => this.#provisioner.idOf({ objectId }) ?? objectId));
    const missing = [...sent].filter((id) => !held.has(id)).length;
    const extra = [...held].filter((id) => !sent.has(id)).length;
    return [
      ...(body?.['displayName'] === group.displayName
        ? []
        : [`${path} displayName: sent '${group.displayName}', holds '${String(body?.['displayName'])}'`]),
      ...(missing + extra === 0 ? [] : [`${path} members: ${missing} of ${sent.size} are missing, ${extra} are extra`]),
    ];
  }

  async gone(endpoint: '/Groups' | '/Users', object: { readonly objectId: string }): Promise<string[]> {
    const id = this.#provisioner.idOf(object);
    if (id === undefined) return [];
    const path = `${endpoint}/${id}`;
    const { status } = await this.#requests.send('GET', path, [404]);
    return status === 404 ? [] : [`${path} answered ${status} after it was deleted`];
  }
}
