import type { EntraGroup, EntraUser } from './entra-object';
import type { Managers } from './managers';
import { holds, type Provisioner } from './provisioner';
import type { ScimRequests } from './scim-requests';
import { elementCount, type Json, valueAt } from './target-path';

/**
 * Reads back the data that the service stores, and returns the differences from the data that was sent. The rehearsal's
 * report does not count these reads.
 */
export class Check {
  readonly #requests: ScimRequests;
  readonly #provisioner: Provisioner;
  readonly #managers: Managers;

  constructor(requests: ScimRequests, provisioner: Provisioner, managers: Managers) {
    this.#requests = requests;
    this.#provisioner = provisioner;
    this.#managers = managers;
  }

  async user(user: EntraUser): Promise<string[]> {
    const id = this.#provisioner.idOf(user);
    if (id === undefined) return [`/Users contains nobody for ${user.objectId}`];
    const path = `/Users/${id}`;
    const { status, body } = await this.#requests.send('GET', path, [200]);
    if (status !== 200) return [`${path} answered ${status} instead of the user`];
    const resource = body ?? {};
    const desired = this.#provisioner.desired(user);
    return [
      ...differing(path, resource, desired),
      ...leftovers(path, resource, [...desired.keys()]),
      ...this.#managers.differences(path, resource, user),
    ];
  }

  async group(group: EntraGroup): Promise<string[]> {
    const id = this.#provisioner.idOf(group);
    if (id === undefined) return [`/Groups contains nothing for '${group.displayName}'`];
    const path = `/Groups/${id}`;
    const { status, body } = await this.#requests.send('GET', path, [200]);
    if (status !== 200) return [`${path} answered ${status} instead of the group`];

    const held = new Set(((body?.['members'] ?? []) as Json[]).map(({ value }) => String(value)));
    const sent = new Set(group.members.map((objectId) => this.#provisioner.idOf({ objectId }) ?? objectId));
    const missing = [...sent].filter((id) => !held.has(id)).length;
    const extra = [...held].filter((id) => !sent.has(id)).length;
    return [
      ...differing(path, body ?? {}, this.#provisioner.desiredOfGroup(group)),
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

function differing(path: string, resource: Json, desired: ReadonlyMap<string, string>): string[] {
  return [...desired]
    .filter(([target, value]) => !holds(resource, target, value))
    .map(([target, value]) => `${path} ${target}: sent '${value}', holds '${valueAt(resource, target) ?? 'nothing'}'`);
}

/**
 * Reports list elements that the service stores although they were not sent, such as an old role that should have been
 * replaced.
 */
function leftovers(path: string, resource: Json, targets: readonly string[]): string[] {
  const elements = [...new Set(targets.flatMap((target) => /^.*\[.*\]/.exec(target)?.[0] ?? []))];
  const lists = new Set(elements.map((element) => element.slice(0, element.indexOf('['))));
  return [...lists].flatMap((list) => {
    const sent = elements.filter((element) => element.startsWith(`${list}[`)).length;
    const extra = elementCount(resource, list) - sent;
    return extra > 0 ? [`${path} ${list}: sent ${sent}, holds ${extra} more`] : [];
  });
}
