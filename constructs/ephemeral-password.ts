import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * A random string that exists only while Terraform runs. Neither a plan nor the state contains it. It can be used only
 * in arguments that are not stored either, such as the write-only value of a Key Vault secret. CDKTF has no class for
 * ephemeral resources.
 */
export class EphemeralPassword extends TerraformElement {
  readonly #length: number;

  /** @param length number of letters and digits. */
  constructor(scope: Construct, id: string, { length }: { readonly length: number }) {
    super(scope, id);
    this.#length = length;
  }

  /** The random string, as a reference that Terraform resolves. Each run of Terraform generates a different string. */
  get result(): string {
    return `\${ephemeral.random_password.${this.friendlyUniqueId}.result}`;
  }

  override toTerraform(): object {
    return {
      ephemeral: { random_password: { [this.friendlyUniqueId]: { length: this.#length, special: false } } },
    };
  }
}
