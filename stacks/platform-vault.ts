import type { TerraformStack } from 'cdktf';

import type { PrivateNetwork } from '../constructs/azure/private-network';
import type { ResourcePlace } from '../constructs/azure/resource-place';
import { type ReadTokens, TokenVault } from '../constructs/azure/token-vault';
import type { PlatformConfig } from '../fleet/model/platform';
import type { ReaderConfig } from '../fleet/model/readers';
import { hasStack, provisioningGenerations, type ServedTenant } from '../fleet/model/tenant';
import { acceptedGenerations } from '../fleet/model/token';

export interface PlatformVaultProps extends ResourcePlace {
  readonly network: PrivateNetwork | undefined;
  readonly tenants: readonly ServedTenant[];
}

/** The key vault of the platform, with the tokens of all tenants and readers. */
export function platformVault(
  stack: TerraformStack,
  platform: PlatformConfig,
  { network, tenants, ...place }: PlatformVaultProps,
): TokenVault {
  const { privateEndpoint: _, ...options } = platform.vault;
  return new TokenVault(stack, 'Tokens', {
    ...options,
    ...place,
    name: platform.names.vault,
    directoryId: platform.hostTenantId,
    generations: generationsOf(tenants),
    readTokens: readTokensOf(platform, tenants),
    endpoint: network?.vault && { ...network.vault, name: platform.names.vaultEndpoint },
  });
}

function generationsOf(tenants: readonly ServedTenant[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    tenants.flatMap((tenant) =>
      tenant.target.kind === 'companion' && hasStack(tenant)
        ? [[tenant.slug, provisioningGenerations(tenant.target)]]
        : [],
    ),
  );
}

function readTokensOf({ readers }: PlatformConfig, tenants: readonly ServedTenant[]): ReadTokens[] {
  const of = (tenant: string | undefined, listed: readonly ReaderConfig[]) =>
    listed.map(({ name, token, identities }) => ({
      tenant,
      reader: name,
      generations: acceptedGenerations(token),
      identities,
    }));
  return [
    ...of(undefined, readers),
    ...tenants.flatMap(({ slug, target }) => (target.kind === 'companion' ? of(slug, target.readers) : [])),
  ];
}
