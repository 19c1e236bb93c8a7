import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Takes the place of a resource that was created here and is now supplied from outside. The created one stays in Azure,
 * where somebody may still need it: Terraform forgets it instead of destroying it, and does nothing if it never knew
 * the resource.
 */
export class Forgotten extends TerraformElement {
  readonly #type: string;

  /** @param id the id that the resource had. */
  constructor(scope: Construct, id: string, { tfResourceType }: { readonly tfResourceType: string }) {
    super(scope, id);
    this.#type = tfResourceType;
  }

  override toTerraform(): object {
    return { removed: [{ from: `${this.#type}.${this.friendlyUniqueId}`, lifecycle: { destroy: false } }] };
  }
}
