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

/** Number of letters and digits in a secret: 285 bits, from which keys of 256 bits can be derived. */
const LENGTH = 48;

const READER = 'Key Vault Secrets User';

/** A secret to make. */
export interface ServiceSecret {
  /** Name in the vault, for example `scim-webhook-product-1`. It never gets another value: a new one has a new name. */
  readonly name: string;

  /** What it is for, as the vault shows it. */
  readonly contentType: string;

  /**
   * Object ids of the identities that may read it besides the service.
   *
   * @default - only readers and writers of the vault.
   */
  readonly identities?: readonly string[];
}

export interface ServiceSecretsProps {
  /** Vault that holds the secrets. */
  readonly vault: TokenVault;

  /** Identity of the service, which may read these secrets and no others. */
  readonly runtime: ManagedIdentity;

  /** Secrets to make. */
  readonly made: readonly ServiceSecret[];

  /**
   * Names of secrets that somebody stores in the vault. They must be there before the service is deployed, or Azure
   * refuses the deployment.
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
 * Secrets that a service reads as files, each named after its secret.
 *
 * Neither the synthesized JSON nor a plan nor the state holds a value: what is made exists only while Terraform runs, and
 * the app refers to a secret by its address. Azure fetches the values when the app is deployed. A replica sees a secret
 * of a new name only in a new revision.
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

  /** The secrets, as an app refers to them. */
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
          principalType: 'ServicePrincipal', // spares Azure the lookup of a new identity, which might not be found yet
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
      keyVaultSecretId: address, // without a version: no secret gets another value
      identity: runtime.id,
    }));
  }

  private make({ name, contentType, identities = [] }: ServiceSecret): KeyVaultSecret {
    const { result } = new EphemeralPassword(this, name, { length: LENGTH });
    const secret = this.#vault.keep(name, { valueWo: result, valueWoVersion: 1, contentType });
    secret.lifecycle = { createBeforeDestroy: true }; // an app lets go of a secret before it is deleted
    for (const principalId of identities) {
      const id = `Reader-${name}-${principalId}`;
      new RoleAssignment(this, id, { scope: secret.resourceVersionlessId, roleDefinitionName: READER, principalId });
    }
    return secret;
  }
}
