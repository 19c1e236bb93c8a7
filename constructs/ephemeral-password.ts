import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * A random text that exists only while Terraform runs: neither a plan nor the state holds it. It can only be written to
 * where the same is true, such as the write-only value of a Key Vault secret. CDKTF has no class for such resources.
 */
export class EphemeralPassword extends TerraformElement {
  readonly #length: number;

  /** @param length number of letters and digits. */
  constructor(scope: Construct, id: string, { length }: { readonly length: number }) {
    super(scope, id);
    this.#length = length;
  }

  /** The text, as a reference that Terraform resolves. It is another one each time that Terraform runs. */
  get result(): string {
    return `\${ephemeral.random_password.${this.friendlyUniqueId}.result}`;
  }

  override toTerraform(): object {
    return {
      ephemeral: { random_password: { [this.friendlyUniqueId]: { length: this.#length, special: false } } },
    };
  }
}
