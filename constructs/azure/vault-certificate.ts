import { ContainerAppEnvironmentCertificate } from '@cdktf/provider-azurerm/lib/container-app-environment-certificate';
import type { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { ScimEnvironment } from './scim-environment';

export interface VaultCertificateProps {
  /**
   * Environment whose apps use the certificate. The environment uses its own identity to read the certificate, so
   * `withIdentity` must be set.
   */
  readonly environment: ScimEnvironment;

  /**
   * Key vault that contains the certificate. It may be a resource or a data source, and must use role-based access
   * control.
   */
  readonly vault: Pick<KeyVault, 'id' | 'name' | 'vaultUri'>;

  /** Name of the certificate in the vault. Its private key must be exportable. */
  readonly certificateName: string;
}

const rules: readonly Rule<VaultCertificateProps>[] = [
  ({ environment }) =>
    environment.principalId === undefined
      ? "'environment' must have 'withIdentity': it reads the certificate with its identity"
      : undefined,
];

/**
 * A certificate from a key vault for the custom domains of an environment. Its URL contains no version, so the
 * environment picks up a renewed certificate automatically.
 *
 * @example
 * const certificate = new VaultCertificate(this, 'Certificate', {
 *   environment: new ScimEnvironment(this, 'CertifiedApps', {
 *     ...place,
 *     name: 'acme-scim-certified',
 *     managedResourceGroupName: 'acme-scim-certified-managed',
 *     withIdentity: true,
 *   }),
 *   vault: new DataAzurermKeyVault(this, 'Certificates', { name: 'acme', resourceGroupName: 'shared' }),
 *   certificateName: 'scim',
 * });
 */
export class VaultCertificate extends Construct {
  readonly resource: ContainerAppEnvironmentCertificate;

  constructor(scope: Construct, id: string, props: VaultCertificateProps) {
    super(scope, id);
    validate(this, props, rules);
    const { environment, vault, certificateName } = props;

    const reader = new RoleAssignment(this, 'Reader', {
      // A certificate with a private key is also stored as a secret of the same name. With this scope, the identity may
      // read only that secret.
      scope: `${vault.id}/secrets/${certificateName}`,
      roleDefinitionName: 'Key Vault Secrets User',
      principalId: environment.principalId ?? '',
    });
    const readable = new Sleep(this, 'EnvironmentAllowed', {
      createDuration: '90s', // a role takes effect in the vault with a delay
      triggers: { assignment: reader.id },
    });
    this.resource = new ContainerAppEnvironmentCertificate(this, 'Certificate', {
      name: `${vault.name}-${certificateName}`,
      containerAppEnvironmentId: environment.resource.id,
      certificateKeyVault: { keyVaultSecretId: `${vault.vaultUri}secrets/${certificateName}`, identity: 'System' },
      // Azure refuses to delete a certificate while a domain is bound to it. So Terraform first creates the new
      // certificate and moves the domain to it.
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [readable],
    });
  }
}
