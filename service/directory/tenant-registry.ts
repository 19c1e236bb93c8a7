import { hash } from 'node:crypto';

import { ENTRA_PROFILE, RFC_PROFILE } from '../scim/profile';

import { AccountRoles } from './account-roles';
import { isPortalTokenId, type FoundAccounts } from './portal-account';
import { PortalState } from './portal-state';
import { registryFlaws } from './registry-flaws';
import { type RegistryFile, registrySchema } from './registry-schema';
import type { StreamEntry } from './stream-schema';
import type { Tenant } from './tenant';
import type { Scope, Token } from './token';

/** The registry cannot be read. The message says what is wrong and where. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** All tenants of the service, and the tokens of their clients. */
export class TenantRegistry {
  readonly tenants: readonly Tenant[];
  readonly #bySlug: ReadonlyMap<string, Tenant>;
  readonly #tokens: ReadonlyMap<string, Token>;
  readonly #tokensOf: ReadonlyMap<Tenant | undefined, readonly Token[]>;
  readonly #streamsOf: ReadonlyMap<Tenant | undefined, readonly StreamEntry[]>;
  readonly #portal: PortalState;

  /**
   * Names of the secrets for signing security event tokens. A key is derived from each secret, and tokens are signed
   * with the first key.
   */
  readonly signing: readonly string[];

  private constructor(
    bySlug: ReadonlyMap<string, Tenant>,
    tokens: ReadonlyMap<string, Token>,
    streamsOf: ReadonlyMap<Tenant | undefined, readonly StreamEntry[]>,
    signing: readonly string[],
    portal: PortalState,
  ) {
    this.tenants = [...bySlug.values()];
    this.#bySlug = bySlug;
    this.#tokens = tokens;
    const tokensOf = new Map<Tenant | undefined, Token[]>();
    for (const token of tokens.values()) tokensOf.set(token.tenant, [...(tokensOf.get(token.tenant) ?? []), token]);
    this.#tokensOf = tokensOf;
    this.#streamsOf = streamsOf;
    this.signing = signing;
    this.#portal = portal;
  }

  /**
   * Reads the registry from JSON:
   *
   *     { "tenants": [{ "slug", "plan", "scimEnabled", "roles": […], "tokens": [{ "id", "sha256" }], "readers": […] }],
   *       "readers": [{ "id", "sha256", "expiresAt" }], "streams": [{ "name", "delivery", … }], "signing": [] }
   *
   * The `tokens` of a tenant may provision the tenant, and its `readers` may only read it. The `readers` outside
   * `tenants` may read every tenant. The `streams` of a tenant deliver the tenant's events, and the `streams` outside
   * `tenants` deliver the events of every tenant. If a tenant has `managedBy: 'portal'`, {@link takePortal} later
   * supplies its tokens and its switch for SCIM.
   *
   * @throws {RegistryError} with a message that names every flaw.
   */
  static parse(json: string): TenantRegistry {
    const file = read(json);
    const tenants = new Map<string, Tenant>();
    const tokens = new TokenList();
    const portal = new PortalState();
    tokens.add(undefined, 'read', file.readers);
    const streamsOf = new Map<Tenant | undefined, readonly StreamEntry[]>([[undefined, file.streams]]);
    for (const { tokens: provisioning, readers, streams, ...entry } of file.tenants) {
      if (tenants.has(entry.slug))
        throw new RegistryError(`contains tenant '${entry.slug}' twice; keep one of the two`);
      const tenant = entry.managedBy === 'portal' ? switchedBy(portal, tenantOf(entry)) : tenantOf(entry);
      if (tenant.managedBy === 'portal' && provisioning.length > 0) {
        throw new RegistryError(
          `gives tenant '${tenant.slug}' tokens, but its admin creates them in the portal; remove them, or its managedBy`,
        );
      }
      tenants.set(entry.slug, tenant);
      tokens.add(tenant, 'provision', provisioning);
      tokens.add(tenant, 'read', readers);
      streamsOf.set(tenant, streams);
    }
    refusePortalIds([...tokens.bySha256.values()], [...tenants.values()]);
    return new TenantRegistry(tenants, tokens.bySha256, streamsOf, file.signing ?? [], portal);
  }

  /** Undefined when there is no such tenant. */
  findTenant(slug: string): Tenant | undefined {
    return this.#bySlug.get(slug);
  }

  /**
   * The tokens of a tenant that have not been revoked. @param tenant undefined for the tokens that may read all
   * tenants.
   */
  tokensOf(tenant: Tenant | undefined): readonly Token[] {
    const listed = this.#tokensOf.get(tenant) ?? [];
    return tenant?.managedBy === 'portal' ? [...this.#portal.tokensOf(tenant.slug), ...listed] : listed;
  }

  /** Whether any tenant is managed by its admin in the portal. */
  get hasPortal(): boolean {
    return this.tenants.some(isInPortal);
  }

  /**
   * Whether all tokens are known. While this is false, the tokens that were created in the portal have not been read
   * yet, so a token that {@link findToken} does not find may still be valid.
   */
  get isComplete(): boolean {
    return this.#portal.isKnown || !this.hasPortal;
  }

  /**
   * Replaces all known settings of the tenants that are managed in the portal, except for those that could not be read.
   * Other tenants stay as they are.
   */
  takePortal(found: FoundAccounts): void {
    this.#portal.take(found, (slug) => {
      const tenant = this.#bySlug.get(slug);
      return tenant && isInPortal(tenant) ? tenant : undefined;
    });
  }

  /** The streams that belong to a tenant. @param tenant undefined for the streams of all tenants. */
  streamsOf(tenant: Tenant | undefined): readonly StreamEntry[] {
    return this.#streamsOf.get(tenant) ?? [];
  }

  /**
   * Finds a token by the string that a client presents. Also finds tokens that have expired or were revoked recently.
   * The cost does not depend on the number of tokens.
   *
   * The lookup uses the digest. So its timing might reveal something about digests, but nothing about tokens.
   */
  findToken(presented: string): Token | undefined {
    const digest = sha256(presented);
    return this.#tokens.get(digest) ?? this.#portal.findToken(digest);
  }
}

/** SHA-256 in hex. Tokens need no slower hash, because nobody can guess 256 random bits. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** The tokens of a registry. No two tokens may be the same, and no two tokens of a tenant may have the same id. */
class TokenList {
  readonly bySha256 = new Map<string, Token>();
  readonly #ids = new Set<string>();

  add(tenant: Tenant | undefined, scope: Scope, listed: RegistryFile['readers']): void {
    const owner = ownerOf(tenant);
    for (const { id, sha256, expiresAt } of listed) {
      const other = this.bySha256.get(sha256);
      if (other) throw new RegistryError(`gives ${owner} a token of ${ownerOf(other.tenant)}; create one for each use`);
      if (this.#ids.has(`${tenant?.slug ?? ''} ${id}`) || this.#ids.has(` ${id}`)) {
        throw new RegistryError(
          `gives ${owner} the token id '${id}', which another token has; ids must be unique, because logs use them`,
        );
      }
      this.#ids.add(`${tenant?.slug ?? ''} ${id}`);
      this.bySha256.set(sha256, {
        id,
        scope,
        tenant,
        expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
      });
    }
  }
}

function isInPortal({ managedBy }: Tenant): boolean {
  return managedBy === 'portal';
}

/** Returns a tenant whose `scimEnabled` follows the switch in the portal, once somebody has used that switch. */
function switchedBy(portal: PortalState, tenant: Tenant): Tenant {
  return Object.defineProperty({ ...tenant }, 'scimEnabled', {
    enumerable: true,
    get: () => portal.scimEnabled(tenant.slug) ?? tenant.scimEnabled,
  });
}

/**
 * Refuses an id such as `portal-1` for a reader of a portal-managed tenant or of all tenants, because the portal may
 * give the same id to another token.
 */
function refusePortalIds(tokens: readonly Token[], tenants: readonly Tenant[]): void {
  if (!tenants.some(isInPortal)) return;
  const taken = tokens.find(({ id, tenant }) => isPortalTokenId(id) && (!tenant || isInPortal(tenant)));
  if (!taken) return;
  throw new RegistryError(
    `gives ${ownerOf(taken.tenant)} the token id '${taken.id}', which a token of the portal will have; rename the reader`,
  );
}

function ownerOf(tenant: Tenant | undefined): string {
  return tenant === undefined ? 'the readers of all tenants' : `tenant '${tenant.slug}'`;
}

function read(json: string): RegistryFile {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw new RegistryError(`is not JSON: ${(error as Error).message}`);
  }
  const { data: file, error } = registrySchema.safeParse(data);
  if (file) return file;
  throw new RegistryError(
    registryFlaws(error, data)
      .map((flaw) => `\n    ${flaw}`)
      .join(''),
  );
}

function tenantOf({
  roles,
  profile,
  defaultRole,
  ...entry
}: Omit<RegistryFile['tenants'][number], 'readers' | 'streams' | 'tokens'>): Tenant {
  if (defaultRole !== undefined && !roles.some(({ value }) => value === defaultRole)) {
    const known = roles.map(({ value }) => value).join(', ');
    throw new RegistryError(
      `gives tenant '${entry.slug}' the defaultRole '${defaultRole}', which is not one of its roles: ${known}`,
    );
  }
  return {
    ...entry,
    defaultRole,
    roles: new AccountRoles(roles, defaultRole),
    profile: profile === 'rfc' ? RFC_PROFILE : ENTRA_PROFILE,
  };
}
