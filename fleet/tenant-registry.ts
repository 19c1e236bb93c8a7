import { readerSecretName, tokenSecretName } from '../microsoft/azure/token-secret-name';

import type { PlatformConfig } from './model/platform';
import type { ReaderConfig } from './model/readers';
import type { StreamConfig } from './model/stream';
import { provisioningGenerations, type ServedTenant } from './model/tenant';
import { acceptedGenerations } from './model/token';
import { registeredStream, type RegisteredStream } from './registered-stream';
import { signingSecrets } from './stream-secrets';

/**
 * The content of the service's registry file. It contains digests of tokens and names of other secrets, but not the
 * secrets themselves.
 */
export type TenantRegistry = Registry<RegisteredToken>;

/** The registry with names of tokens instead of digests. Plans may show it. */
export type OpenRegistry = Registry<string>;

/** The registry, with each token given by digest or only by name. Empty lists are omitted. */
interface Registry<Token> {
  readonly tenants: readonly RegisteredTenant<Token>[];

  /** Tokens with read-only access to all tenants. */
  readonly readers?: readonly Token[];

  /** Receivers that get events about all tenants. */
  readonly streams?: readonly RegisteredStream[];

  /** Names of the secrets from which keys for security event tokens are derived. The first key signs. */
  readonly signing?: readonly string[];
}

interface RegisteredToken {
  /** Name of the token in logs. */
  readonly id: string;
  readonly sha256: string;
}

/** A tenant in the registry. `Token` is either a token with its digest, or only the token's name. */
interface RegisteredTenant<Token> {
  readonly slug: string;
  readonly plan: string;

  /** Set if the account's admin manages the tenant's tokens in the service's portal. Omitted otherwise. */
  readonly managedBy?: 'portal';
  readonly scimEnabled: boolean;
  readonly roles: readonly { readonly value: string; readonly displayName: string }[];
  readonly profile: string;
  readonly restore: string;
  readonly defaultRole?: string;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly tokens: readonly Token[];

  /** Tokens with read-only access to this tenant. Omitted if there are none. */
  readonly readers?: readonly Token[];

  /** Receivers that get events about this tenant. Omitted if there are none. */
  readonly streams?: readonly RegisteredStream[];
}

/** The part of the platform's configuration that applies to all tenants. */
type OfAll = Pick<PlatformConfig, 'readers' | 'signing' | 'streams'> & {
  readonly service: Pick<PlatformConfig['service'], 'rate'>;
};

/**
 * The registry of all tenants that this project's SCIM service serves.
 *
 * @param sha256 returns the digest of a token, given the name of its secret in the vault. The digest is 64 hex digits,
 *   or a Terraform reference.
 */
export function tenantRegistry(
  tenants: readonly ServedTenant[],
  platform: OfAll,
  sha256: (secretName: string) => string,
): TenantRegistry {
  return registry(tenants, platform, (id, secretName) => ({ id, sha256: sha256(secretName) }));
}

/** The registry with names of tokens instead of digests, for reviewers of a plan. */
export function openRegistry(tenants: readonly ServedTenant[], platform: OfAll): OpenRegistry {
  return registry(tenants, platform, (id) => id);
}

function registry<Token>(
  tenants: readonly ServedTenant[],
  platform: OfAll,
  tokenOf: (id: string, secretName: string) => Token,
): Registry<Token> {
  const signing = signingSecrets(tenants, platform);
  return {
    tenants: tenants.flatMap(({ slug, roles, target }) =>
      target.kind === 'companion'
        ? {
            slug,
            plan: target.plan,
            ...(target.managedBy === 'portal' ? { managedBy: target.managedBy } : {}),
            scimEnabled: target.service.scimEnabled,
            roles: roles.map(({ value, displayName }) => ({ value, displayName })),
            profile: target.service.profile,
            restore: target.service.restore,
            ...(target.service.defaultRole === undefined ? {} : { defaultRole: target.service.defaultRole }),
            rate: target.service.rate ?? platform.service.rate,
            tokens: provisioningGenerations(target).map((generation) =>
              tokenOf(`gen-${generation}`, tokenSecretName(slug, generation)),
            ),
            ...clientsOf(slug, target),
          }
        : [],
    ),
    ...clientsOf(undefined, platform),
    ...(signing.length === 0 ? {} : { signing }),
  };

  /** Empty lists are omitted, so that the registry of a fleet without readers and streams does not change. */
  function clientsOf(slug: string | undefined, { readers, streams }: Clients) {
    const tokens = readers.flatMap(({ name, token }) =>
      acceptedGenerations(token).map((generation) =>
        tokenOf(`${name}-${generation}`, readerSecretName(slug, name, generation)),
      ),
    );
    return {
      ...(tokens.length === 0 ? {} : { readers: tokens }),
      ...(streams.length === 0 ? {} : { streams: streams.map((stream) => registeredStream(slug, stream)) }),
    };
  }
}

/** Readers and streams of one tenant, or of all tenants. */
interface Clients {
  readonly readers: readonly ReaderConfig[];
  readonly streams: readonly StreamConfig[];
}
