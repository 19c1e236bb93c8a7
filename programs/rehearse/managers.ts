import type { AttributeMapping } from '../../entra/attribute-mapping';

import type { EntraUser } from './entra-object';
import { isManager } from './mapping-values';
import { type Dialect, patchBody } from './patch-dialect';
import type { Provisioner } from './provisioner';
import type { ScimRequests } from './scim-requests';
import { type Json, valueAt } from './target-path';

/** Sends users' managers, by the id that the service gave the manager, so only once both exist. */
export class Managers {
  readonly #requests: ScimRequests;
  readonly #provisioner: Provisioner;

  /** Target attribute. Undefined when the table has none. */
  readonly #target: string | undefined;

  /** Ids of the managers that were sent, by the users' object ids; empty for users without a manager. */
  readonly #sent = new Map<string, string>();

  constructor(requests: ScimRequests, provisioner: Provisioner, mappings: readonly AttributeMapping[]) {
    this.#requests = requests;
    this.#provisioner = provisioner;
    this.#target = mappings.find(isManager)?.target;
  }

  get areSent(): boolean {
    return this.#target !== undefined;
  }

  /** Reads the user and sends the manager if it changed, or an empty text if there is none any more. */
  async send(user: EntraUser, dialect: Dialect): Promise<void> {
    const id = this.#provisioner.idOf(user);
    const manager = user.manager === undefined ? '' : this.#provisioner.idOf({ objectId: user.manager });
    if (id === undefined || manager === undefined || this.#target === undefined) return; // their creation failed

    const path = `/Users/${id}`;
    const { body } = await this.#requests.send('GET', path, [200]);
    const held = heldBy(body, this.#target);
    this.#sent.set(user.objectId, manager);
    if (held === manager) return;
    const change = { target: this.#target, value: manager, replaces: held !== '' };
    await this.#requests.send('PATCH', path, [200, 204], patchBody([change], dialect));
  }

  /** Where a user's resource names another manager than was sent. */
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
