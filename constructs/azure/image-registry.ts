import type { ContainerAppRegistry, ContainerAppSecret } from '@cdktf/provider-azurerm/lib/container-app';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { isLiteral, type Rule, validate } from '../validation';

import type { ManagedIdentity } from './managed-identity';
import type { TokenVault } from './token-vault';

export interface ImageRegistryProps {
  /** Image to pull, by digest. The first part of its name is the registry. */
  readonly image: string;

  /** Identities that pull the image. */
  readonly identities: readonly ManagedIdentity[];

  /**
   * How to sign in to the registry.
   *
   * @default - no credentials. An app uses one of the identities to pull from an Azure registry. That identity must
   *   already have the right to pull.
   */
  readonly access?: AzureRegistryAccess | PasswordAccess;
}

export interface AzureRegistryAccess {
  /** Id of an Azure registry. The identities get the right to pull from it. */
  readonly azureRegistryId: string;
}

export interface PasswordAccess {
  readonly username: string;

  /**
   * Password of the user, as a reference to a sensitive variable. The password is stored in the vault, but not in the
   * plan or the state.
   */
  readonly password: string;

  /** Version of the password. Raise this number whenever the password changes. */
  readonly passwordGeneration: number;

  /** Vault in which the password is stored. Container Apps reads the password from there. */
  readonly vault: TokenVault;
}

const PASSWORD_SECRET = 'registry-password';

const rules: readonly Rule<ImageRegistryProps>[] = [
  ({ access }) =>
    access && 'password' in access && isLiteral(access.password)
      ? "'password' must be a reference to a sensitive variable; a literal would be readable in the synthesized JSON"
      : undefined,
];

/**
 * The registry that an image is pulled from. If `access` is given, the construct gives the identities the rights that
 * they need to pull.
 *
 * @example
 * const registry = new ImageRegistry(this, 'Registry', { image, identities: [runtime, migrator] });
 */
export class ImageRegistry extends Construct {
  /** Resources that must exist before an app or job pulls its image. */
  readonly ready: readonly ITerraformDependable[];

  readonly #server: string;
  readonly #props: ImageRegistryProps;
  readonly #passwordId: string | undefined;

  constructor(scope: Construct, id: string, props: ImageRegistryProps) {
    super(scope, id);
    validate(this, props, rules);
    const { image, access, identities } = props;
    this.#props = props;
    this.#server = image.split('/', 1)[0] ?? '';
    if (!access) {
      this.ready = [];
      return;
    }

    let scopeId: string;
    if ('azureRegistryId' in access) {
      scopeId = access.azureRegistryId;
    } else {
      const secret = access.vault.keep(PASSWORD_SECRET, {
        valueWo: access.password,
        valueWoVersion: access.passwordGeneration,
        contentType: 'Password of the image registry',
      });
      this.#passwordId = secret.versionlessId;
      scopeId = secret.resourceVersionlessId;
    }

    const roleDefinitionName = 'azureRegistryId' in access ? 'AcrPull' : 'Key Vault Secrets User';
    const grants = identities.map(
      (identity) =>
        new RoleAssignment(this, `Puller-${identity.node.id}`, {
          scope: scopeId,
          roleDefinitionName,
          principalId: identity.principalId,
          // Without a principal type, Azure would look up the new identity, which it may not find yet.
          principalType: 'ServicePrincipal',
        }),
    );
    this.ready = [
      new Sleep(this, 'PullersAllowed', {
        createDuration: '90s', // a role takes effect with a delay
        triggers: { assignments: grants.map(({ id: grantId }) => grantId).join(',') },
      }),
    ];
  }

  /** The registry settings of an app or job that runs as `identity`. */
  credentialsFor(identity: ManagedIdentity): { registry: ContainerAppRegistry[]; secret: ContainerAppSecret[] } {
    const { access } = this.#props;
    if (access && 'username' in access) {
      return {
        registry: [{ server: this.#server, username: access.username, passwordSecretName: PASSWORD_SECRET }],
        secret: [{ name: PASSWORD_SECRET, keyVaultSecretId: this.#passwordId, identity: identity.id }],
      };
    }
    const isAzure = access !== undefined || this.#server.endsWith('.azurecr.io');
    return { registry: isAzure ? [{ server: this.#server, identity: identity.id }] : [], secret: [] };
  }
}
