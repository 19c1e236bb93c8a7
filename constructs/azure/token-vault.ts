import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Password } from '@cdktf/provider-random/lib/password';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

import type { ResourcePlace } from './resource-place';
import { tokenSecretName } from './token-secret-name';

/** Letters and digits of a token: 285 bits, so that a plain SHA-256 is enough to keep. */
const TOKEN_LENGTH = 48;

export interface TokenVaultProps extends ResourcePlace {
  /** Name of the vault, unique in the world, at most 24 characters. */
  readonly name: string;

  /** Directory (tenant) id of the subscription. */
  readonly directoryId: string;

  /** Tokens to keep: per tenant slug the generations that the service accepts. */
  readonly generations: ReadonlyMap<string, readonly number[]>;
}

/**
 * The bearer tokens of all tenants, one per tenant and generation.
 *
 * A generation is made once and never changes: to rotate, a configuration asks for the next one. Each is a secret of
 * its own in a key vault, so that who deploys one tenant needs to read that tenant's alone.
 */
export class TokenVault extends Construct {
  readonly #tokens = new Map<string, Password>();

  constructor(scope: Construct, id: string, props: TokenVaultProps) {
    super(scope, id);

    const vault = new KeyVault(this, 'Vault', {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      tenantId: props.directoryId,
      skuName: 'standard',
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: 30,
      lifecycle: { preventDestroy: true },
    });

    const deployer = new RoleAssignment(this, 'Deployer', {
      scope: vault.id,
      roleDefinitionName: 'Key Vault Secrets Officer',
      principalId: new DataAzurermClientConfig(this, 'Caller').objectId,
    });
    const allowed = new Sleep(this, 'DeployerAllowed', {
      createDuration: '90s', // a role takes effect in the vault with a delay
      triggers: { assignment: deployer.id },
    });

    for (const [slug, generations] of props.generations) {
      for (const generation of generations) {
        const name = tokenSecretName(slug, generation);
        const token = new Password(this, name, { length: TOKEN_LENGTH, special: false });
        token.overrideLogicalId(name);
        const secret = new KeyVaultSecret(this, `${name}-secret`, {
          name,
          keyVaultId: vault.id,
          value: token.result,
          contentType: 'SCIM bearer token',
          dependsOn: [allowed],
        });
        secret.overrideLogicalId(name);
        this.#tokens.set(name, token);
      }
    }
  }

  /** SHA-256 of a token in hex, as a reference that Terraform resolves. */
  sha256(slug: string, generation: number): string {
    const token = this.#tokens.get(tokenSecretName(slug, generation));
    if (!token) throw new Error(`the vault keeps no token of generation ${generation} for '${slug}'`);
    return Fn.sha256(token.result);
  }
}
