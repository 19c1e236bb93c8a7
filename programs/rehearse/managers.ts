import type { AttributeMapping } from '../../entra/attribute-mapping';

import type { EntraUser } from './entra-object';
import { isManager } from './mapping-values';
import { type Dialect, patchBody } from './patch-dialect';
import type { Provisioner } from './provisioner';
import type { ScimRequests } from './scim-requests';
import { type Json, valueAt } from './target-path';

/**
 * Sends the managers of users. Entra sends the id that the service gave to the manager, so both the user and the
 * manager must exist first.
 */
export class Managers {
  readonly #requests: ScimRequests;
  readonly #provisioner: Provisioner;

  /** Target attribute for the manager. Undefined if the mapping table has none. */
  readonly #target: string | undefined;

  /** The manager ids that were sent, by object id of the user. Empty string for a user without a manager. */
  readonly #sent = new Map<string, string>();

  constructor(requests: ScimRequests, provisioner: Provisioner, mappings: readonly AttributeMapping[]) {
    this.#requests = requests;
    this.#provisioner = provisioner;
    this.#target = mappings.find(isManager)?.target;
  }

  get areSent(): boolean {
    return this.#target !== undefined;
  }

  /**
   * Reads the user and, if the manager has changed, sends the new manager. An empty string is sent if the user no
   * longer has a manager.
   */
  async send(user: EntraUser, dialect: Dialect): Promise<void> {
    const id = this.#provisioner.idOf(user);
    const manager = user.manager === undefined ? '' : this.#provisioner.idOf({ objectId: user.manager });
    if (id === undefined || manager === undefined || this.#target === undefined) return; // an earlier step failed to create the user or the manager

    const path = `/Users/${id}`;
    const { body } = await this.#requests.send('GET', path, [200]);
    const held = heldBy(body, this.#target);
    this.#sent.set(user.objectId, manager);
    if (held === manager) return;
    const change = { target: this.#target, value: manager, replaces: held !== '' };
    await this.#requests.send('PATCH', path, [200, 204], patchBody([change], dialect));
  }

  /** Reports a difference if the manager in the user's resource is not the manager that was sent. */
  differences(path: string, resource: Json, { objectId }: EntraUser): string[] {
    const sent = this.#sent.get(objectId);
    if (sent === undefined || this.#target === undefined) return [];
    const held = heldBy(resource, this.#target);
    return held === sent ? [] : [`${path} ${this.#target}: sent '${sent}', holds '${held || 'nothing'}'`];
  }
}

function heldBy(resource: Json | undefined, target: string): string {
  return valueAt(resource ?? {}, `${target}.value`) ?? '';
}
