import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Makes Terraform stop managing a resource that the stack created earlier. This is needed when the configuration now
 * names an existing resource to use instead. Terraform removes the old resource from the state and leaves it in Azure,
 * where somebody may still need it. If the old resource was never in the state, nothing happens.
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
