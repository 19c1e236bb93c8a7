import { readerSecretName, tokenSecretName } from '../microsoft/azure/token-secret-name';

import type { RateConfig } from './model/rate';
import type { ReaderConfig } from './model/readers';
import type { ServedTenant } from './model/tenant';
import { acceptedGenerations } from './model/token';

/** The content of the service's registry file. It contains digests of tokens, but no tokens. */
export interface TenantRegistry {
  readonly tenants: readonly RegisteredTenant<RegisteredToken>[];

  /** Tokens that may read all tenants. Omitted if there are none. */
  readonly readers?: readonly RegisteredToken[];
}

/** The registry with the names of tokens instead of their digests, so that plans may show it. */
export interface OpenRegistry {
  readonly tenants: readonly RegisteredTenant<string>[];
  readonly readers?: readonly string[];
}

interface RegisteredToken {
  /** Name of the token in logs. */
  readonly id: string;
  readonly sha256: string;
}

/** A tenant in the registry. `Token` is a token with its digest, or only its name. */
interface RegisteredTenant<Token> {
  readonly slug: string;
  readonly plan: string;
  readonly scimEnabled: boolean;
  readonly roles: readonly { readonly value: string; readonly displayName: string }[];
  readonly profile: string;
  readonly restore: string;
  readonly defaultRole?: string;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly tokens: readonly Token[];

  /** Tokens that may only read this tenant. Omitted if there are none. */
  readonly readers?: readonly Token[];
}

/**
 * The registry of all tenants that the companion service serves.
 *
 * @param readers clients that may read all tenants.
 * @param rate request rate of tenants whose files do not set one.
 * @param sha256 returns the digest of the token in a vault secret, as 64 hex digits or as a reference.
 */
export function tenantRegistry(
  tenants: readonly ServedTenant[],
  readers: readonly ReaderConfig[],
  rate: RateConfig,
  sha256: (secretName: string) => string,
): TenantRegistry {
  return registry(tenants, readers, rate, (id, secretName) => ({ id, sha256: sha256(secretName) }));
}

/** The registry of all tenants with the names of tokens instead of their digests, for the reviewer of a plan. */
export function openRegistry(
  tenants: readonly ServedTenant[],
  readers: readonly ReaderConfig[],
  rate: RateConfig,
): OpenRegistry {
  return registry(tenants, readers, rate, (id) => id);
}

function registry<Token>(
  tenants: readonly ServedTenant[],
  readers: readonly ReaderConfig[],
  rate: RateConfig,
  tokenOf: (id: string, secretName: string) => Token,
): { readonly tenants: readonly RegisteredTenant<Token>[]; readonly readers?: readonly Token[] } {
  return {
    tenants: tenants.flatMap(({ slug, roles, target }) =>
      target.kind === 'companion'
        ? {
            slug,
            plan: target.plan,
            scimEnabled: target.service.scimEnabled,
            roles: roles.map(({ value, displayName }) => ({ value, displayName })),
            profile: target.service.profile,
            restore: target.service.restore,
            ...(target.service.defaultRole === undefined ? {} : { defaultRole: target.service.defaultRole }),
            rate: target.service.rate ?? rate,
            tokens: acceptedGenerations(target.token).map((generation) =>
              tokenOf(`gen-${generation}`, tokenSecretName(slug, generation)),
            ),
            ...readersOf(slug, target.readers),
          }
        : [],
    ),
    ...readersOf(undefined, readers),
  };

  /** `readers` is omitted if there are none, so that the registry of a fleet without readers does not change. */
  function readersOf(slug: string | undefined, listed: readonly ReaderConfig[]): { readonly readers?: Token[] } {
    const tokens = listed.flatMap(({ name, token }) =>
      acceptedGenerations(token).map((generation) =>
        tokenOf(`${name}-${generation}`, readerSecretName(slug, name, generation)),
      ),
    );
    return tokens.length === 0 ? {} : { readers: tokens };
  }
}
