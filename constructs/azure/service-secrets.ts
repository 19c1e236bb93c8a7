import type { ContainerAppSecret } from '@cdktf/provider-azurerm/lib/container-app';
import type { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { EphemeralPassword } from '../ephemeral-password';
import { type Rule, validate } from '../validation';

import type { ManagedIdentity } from './managed-identity';
import type { TokenVault } from './token-vault';

/** Number of letters and digits in a secret. They contain 285 random bits, enough to derive a 256-bit key. */
const LENGTH = 48;

const READER = 'Key Vault Secrets User';

/** A secret to create in the vault. */
export interface ServiceSecret {
  /** Name in the vault, for example `scim-webhook-product-1`. Terraform never changes the value stored under a name. */
  readonly name: string;

  /** Purpose of the secret, as shown in the vault. */
  readonly contentType: string;

  /**
   * Object ids of the identities that may read the secret, apart from the service's own identity.
   *
   * @default - only identities that may read or write all secrets of the vault.
   */
  readonly identities?: readonly string[];
}

export interface ServiceSecretsProps {
  /** Vault in which the secrets are stored. */
  readonly vault: TokenVault;

  /** Identity of the service. This identity may read these secrets and no others. */
  readonly runtime: ManagedIdentity;

  /** Secrets to create. */
  readonly made: readonly ServiceSecret[];

  /**
   * Names of secrets that somebody stores in the vault by hand. Azure refuses to deploy the service while one of them
   * is missing.
   *
   * @default none
   */
  readonly given?: readonly string[];
}

const rules: readonly Rule<ServiceSecretsProps>[] = [
  ({ made, given = [] }) => {
    const names = [...made.map(({ name }) => name), ...given];
    const twice = names.find((name, index) => names.indexOf(name) < index);
    return twice && `'made' and 'given' must name each secret once; '${twice}' is there twice`;
  },
];

/**
 * Secrets that a service reads, each either as a file named after the secret or as an environment variable.
 *
 * The synthesized JSON, the plan and the state contain no values. A generated value exists only while Terraform runs.
 * The app refers to each secret by its address, and Azure fetches the values when the app is deployed. If a secret with
 * a new name is added, only a new revision can read it.
 *
 * @example
 * const secrets = new ServiceSecrets(this, 'Secrets', {
 *   vault,
 *   runtime,
 *   made: [{ name: webhookSecretName('contoso', 'product', 1), contentType: 'Secret that signs webhooks' }],
 * });
 */
export class ServiceSecrets extends Construct {
  /** Resources that must exist before an app refers to the secrets. */
  readonly ready: readonly ITerraformDependable[];

  /** References to the secrets, in the form that an app needs. */
  readonly references: readonly ContainerAppSecret[];

  readonly #vault: TokenVault;

  constructor(scope: Construct, id: string, props: ServiceSecretsProps) {
    super(scope, id);
    validate(this, props, rules);
    const { vault, runtime, made, given = [] } = props;
    this.#vault = vault;
    const { id: vaultId, vaultUri } = vault.resource;

    const secrets = [
      ...made.map((secret) => {
        const { versionlessId, resourceVersionlessId } = this.make(secret);
        return { name: secret.name, address: versionlessId, scope: resourceVersionlessId };
      }),
      ...given.map((name) => ({
        name,
        address: `${vaultUri}secrets/${name}`,
        scope: `${vaultId}/secrets/${name}`,
      })),
    ];
    const grants = secrets.map(
      ({ name, scope: secretId }) =>
        new RoleAssignment(this, `Reader-${name}`, {
          scope: secretId,
          roleDefinitionName: READER,
          principalId: runtime.principalId,
          // Without a principal type, Azure would look up the new identity, which it may not find yet.
          principalType: 'ServicePrincipal',
        }),
    );
    this.ready = [
      new Sleep(this, 'ServiceAllowed', {
        createDuration: '90s', // a role takes effect in the vault with a delay
        triggers: { assignments: grants.map(({ id: grantId }) => grantId).join(',') },
      }),
    ];
    this.references = secrets.map(({ name, address }) => ({
      name,
      keyVaultSecretId: address, // without a version: if somebody stores a new one, Azure fetches it
      identity: runtime.id,
    }));
  }

  private make({ name, contentType, identities = [] }: ServiceSecret): KeyVaultSecret {
    const { result } = new EphemeralPassword(this, name, { length: LENGTH });
    const secret = this.#vault.keep(name, { valueWo: result, valueWoVersion: 1, contentType });
    secret.lifecycle = { createBeforeDestroy: true }; // the app must stop using a secret before it is deleted
    for (const principalId of identities) {
      const id = `Reader-${name}-${principalId}`;
      new RoleAssignment(this, id, { scope: secret.resourceVersionlessId, roleDefinitionName: READER, principalId });
    }
    return secret;
  }
}
