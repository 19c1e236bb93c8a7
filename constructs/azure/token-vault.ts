import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Password } from '@cdktf/provider-random/lib/password';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { readerSecretName, tokenSecretName } from '../../microsoft/azure/token-secret-name';
import { type Rule, validate } from '../validation';

import type { EndpointPlace } from './endpoint-place';
import type { ResourcePlace } from './resource-place';

/**
 * Number of letters and digits in a token. They contain 285 random bits, so a plain SHA-256 of a token is safe to
 * store.
 */
const TOKEN_LENGTH = 48;

const READER = 'Key Vault Secrets User';
const WRITER = 'Key Vault Secrets Officer';

/** The tokens of a reader: a client that may read users and groups over SCIM, but may not change them. */
export interface ReadTokens {
  /**
   * Slug of the only tenant that the client may read.
   *
   * @default - the client may read all tenants.
   */
  readonly tenant?: string | undefined;

  /** Name of the client, for example `product`. */
  readonly reader: string;

  /** Token generations that the service accepts. */
  readonly generations: readonly number[];

  /**
   * Object ids of the identities that may read these tokens, such as the managed identity of the client.
   *
   * @default - none: only `readers` and `writers` of the vault may read them.
   */
  readonly identities?: readonly string[];
}

export interface TokenVaultProps extends ResourcePlace {
  /** Name of the vault. It must be globally unique and have 3 to 24 characters. */
  readonly name: string;

  /** Id of the directory (tenant) that the subscription belongs to. */
  readonly directoryId: string;

  /**
   * Tokens to create. Each key is a tenant's slug, and its value lists the generations of the tenant's token. The
   * service accepts all of these generations.
   */
  readonly generations: ReadonlyMap<string, readonly number[]>;

  /**
   * Tokens to create for clients that may only read.
   *
   * @default none
   */
  readonly readTokens?: readonly ReadTokens[];

  /**
   * Object ids of the identities that may write tokens. List them if several identities run Terraform. Otherwise each
   * run would revoke the role of the identity that ran Terraform before.
   *
   * @default - the identity that runs Terraform.
   */
  readonly writers?: readonly string[];

  /**
   * Object ids of the principals that may read the tokens of all tenants.
   *
   * @default - nobody but the writers.
   */
  readonly readers?: readonly string[];

  /**
   * Maps a tenant's slug to the object ids of the principals that may read only this tenant's tokens.
   *
   * @default - only `readers` and `writers` may read the tokens.
   */
  readonly tenantReaders?: Readonly<Record<string, readonly string[]>>;

  /**
   * Days for which a deleted token can be recovered. This cannot be changed later.
   *
   * @default 30
   */
  readonly softDeleteRetentionDays?: number;

  /**
   * IPv4 ranges from which the vault can be reached. Deployments must run from one of these addresses.
   *
   * @default - any address, for identities with a role.
   */
  readonly allowedAddresses?: readonly string[];

  /**
   * Private endpoint of the vault in a network.
   *
   * @default none - the vault can be reached only at its public address.
   */
  readonly endpoint?: (EndpointPlace & { readonly name: string }) | undefined;

  /**
   * Whether the vault can be reached at its public address. If false, deployments must run inside the network of its
   * private endpoint.
   *
   * @default true
   */
  readonly publicAccess?: boolean;
}

const rules: readonly Rule<TokenVaultProps>[] = [
  ({ name }) =>
    name.length >= 3 && name.length <= 24
      ? undefined
      : `'name' must have 3 to 24 characters, the limits of Azure for a key vault; got '${name}'`,
  ({ publicAccess = true, endpoint }) =>
    publicAccess || endpoint
      ? undefined
      : "'publicAccess' may be false only with an 'endpoint'; otherwise nobody can reach it",
  ({ tenantReaders = {}, generations }) => {
    const unknown = Object.keys(tenantReaders).filter((slug) => !generations.has(slug));
    return unknown.length > 0
      ? `'tenantReaders' must contain only slugs of tenants that have a token; got '${unknown.join("', '")}'`
      : undefined;
  },
];

/**
 * The bearer tokens that Entra and clients with read access use to sign in to the service, one token per generation.
 *
 * The token of a generation is created once and never changes. To rotate a token, add the next generation. Each token
 * is a separate secret in the key vault, so a deployment of one tenant needs access only to that tenant's secrets.
 *
 * @example
 * const vault = new TokenVault(this, 'Tokens', {
 *   ...place,
 *   name: 'acme-scim-kv',
 *   directoryId,
 *   generations: new Map([['contoso', [1]]]),
 * });
 */
export class TokenVault extends Construct {
  readonly resource: KeyVault;

  /** Resource that every secret must wait for: it is created only after the writers' role has taken effect. */
  readonly writable: ITerraformDependable;

  readonly #tokens = new Map<string, Password>();

  constructor(scope: Construct, id: string, props: TokenVaultProps) {
    super(scope, id);
    validate(this, props, rules);
    const {
      allowedAddresses = [],
      publicAccess = true,
      endpoint,
      writers = [],
      readers = [],
      tenantReaders = {},
    } = props;

    this.resource = new KeyVault(this, 'Vault', {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      tenantId: props.directoryId,
      skuName: 'standard',
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: props.softDeleteRetentionDays ?? 30,
      publicNetworkAccessEnabled: publicAccess ? undefined : false,
      // This block is always written. Without the block, Azure would keep the vault's previous rules, and the vault
      // might stay closed to everybody.
      networkAcls: {
        defaultAction: publicAccess && allowedAddresses.length === 0 ? 'Allow' : 'Deny',
        bypass: 'AzureServices',
        ipRules: [...allowedAddresses],
      },
      lifecycle: { preventDestroy: true },
    });

    const grants =
      writers.length === 0
        ? [this.grant('Deployer', WRITER, new DataAzurermClientConfig(this, 'Caller').objectId)]
        : writers.map((writer) => this.grant(`Writer-${writer}`, WRITER, writer));
    this.writable = new Sleep(this, 'DeployerAllowed', {
      createDuration: '90s', // a role takes effect in the vault with a delay
      triggers: { assignment: grants.map(({ id: grantId }) => grantId).join(',') },
      dependsOn: endpoint ? [...endpoint.reachable, this.reach(endpoint, props)] : undefined,
    });
    for (const reader of readers) this.grant(`Reader-${reader}`, READER, reader);

    for (const [slug, generations] of props.generations) {
      for (const generation of generations) {
        this.token(tokenSecretName(slug, generation), 'SCIM bearer token', tenantReaders[slug]);
      }
    }
    for (const { tenant, reader, generations, identities } of props.readTokens ?? []) {
      for (const generation of generations) {
        this.token(readerSecretName(tenant, reader, generation), 'SCIM read token', identities);
      }
    }
  }

  /** SHA-256, in hex, of a token in the vault. Returned as a reference that Terraform resolves. */
  sha256Of(secretName: string): string {
    const token = this.#tokens.get(secretName);
    if (!token) throw new Error(`the vault has no token '${secretName}'`);
    return Fn.sha256(token.result);
  }

  /** Generates a token, stores it as a secret, and lets `readers` read this secret. */
  private token(name: string, contentType: string, readers: readonly string[] = []): void {
    const token = new Password(this, name, { length: TOKEN_LENGTH, special: false });
    const secret = this.keep(name, { value: token.result, contentType });
    this.#tokens.set(name, token);
    for (const reader of readers) this.grant(`Reader-${name}-${reader}`, READER, reader, secret.resourceVersionlessId);
  }

  /** Stores a secret in the vault, once the writers' role has taken effect. */
  keep(
    name: string,
    secret: { value: string; contentType: string } | { valueWo: string; valueWoVersion: number; contentType: string },
  ): KeyVaultSecret {
    return new KeyVaultSecret(this, `${name}-secret`, {
      name,
      keyVaultId: this.resource.id,
      dependsOn: [this.writable],
      ...secret,
    });
  }

  private reach(
    { name, subnetId, zoneId }: EndpointPlace & { readonly name: string },
    { resourceGroupName, location }: ResourcePlace,
  ): PrivateEndpoint {
    return new PrivateEndpoint(this, 'Endpoint', {
      name,
      resourceGroupName,
      location,
      subnetId,
      privateServiceConnection: {
        name: 'vault',
        isManualConnection: false,
        privateConnectionResourceId: this.resource.id,
        subresourceNames: ['vault'],
      },
      privateDnsZoneGroup: { name: 'vault', privateDnsZoneIds: [zoneId] },
    });
  }

  private grant(id: string, role: string, principalId: string, scope = this.resource.id): RoleAssignment {
    return new RoleAssignment(this, id, { scope, roleDefinitionName: role, principalId });
  }
}
