import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Handles a resource that an earlier version of this stack created, and that is now supplied from outside. The old
 * resource stays in Azure, where somebody may still need it: Terraform removes it from the state without destroying it.
 * If it was never in the state, nothing happens.
 */
export class Forgotten extends TerraformElement {
  readonly #type: string;

  /** @param id the construct id that the resource had. */
  constructor(scope: Construct, id: string, { tfResourceType }: { readonly tfResourceType: string }) {
    super(scope, id);
    this.#type = tfResourceType;
  }

  override toTerraform(): object {
    return { removed: [{ from: `${this.#type}.${this.friendlyUniqueId}`, lifecycle: { destroy: false } }] };
  }
}
