import { ContainerAppEnvironmentCertificate } from '@cdktf/provider-azurerm/lib/container-app-environment-certificate';
import type { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { ScimEnvironment } from './scim-environment';

export interface VaultCertificateProps {
  /** Environment whose apps use the certificate. It reads the certificate with its own identity (`withIdentity`). */
  readonly environment: ScimEnvironment;

  /** Key vault that holds the certificate, made or looked up. It grants rights by roles. */
  readonly vault: Pick<KeyVault, 'id' | 'name' | 'vaultUri'>;

  /** Name of the certificate in the vault. Its private key must be exportable. */
  readonly certificateName: string;
}

const rules: readonly Rule<VaultCertificateProps>[] = [
  ({ environment }) =>
    environment.principalId === undefined
      ? "'environment' must have 'withIdentity', by which it reads the certificate"
      : undefined,
];

/**
 * A certificate from a key vault for the custom domains of an environment. Its address contains no version, so that the
 * environment picks up a renewed certificate by itself.
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
      // The right covers this certificate alone: a certificate with its private key is a secret of the same name.
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
      // Azure does not delete a certificate that a domain is bound to, so the domain first moves to the next one.
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [readable],
    });
  }
}
