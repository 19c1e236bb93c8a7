import { hash } from 'node:crypto';

import { z } from 'zod';

import { ENTRA_PROFILE, RFC_PROFILE } from '../scim/profile';

import { AccountRoles } from './account-roles';
import { DEFAULT_RATE, rateSchema } from './rate';
import type { Tenant, Token } from './tenant';

const registrySchema = z.strictObject({
  tenants: z.array(
    z.strictObject({
      slug: z.string().min(1),
      plan: z.string(),
      scimEnabled: z.boolean(),
      roles: z.array(z.strictObject({ value: z.string().min(1), displayName: z.string().min(1) })),
      profile: z.enum(['entra', 'rfc']).default('entra'),
      restore: z.enum(['in-place', 'refuse']).default('in-place'),
      defaultRole: z.string().optional(),
      rate: rateSchema.default(DEFAULT_RATE),
      tokens: z.array(
        z.strictObject({
          id: z.string().min(1),
          sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 hex digits, lower case'),
          expiresAt: z.iso.datetime({ offset: true }).optional(),
        }),
      ),
    }),
  ),
});

/** The registry cannot be read. Says what is wrong with it and where. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** All tenants of the service, found by the tokens that their clients present. */
export class TenantRegistry {
  readonly tenants: readonly Tenant[];
  readonly #tokens: ReadonlyMap<string, Token>;

  private constructor(tenants: readonly Tenant[], tokens: ReadonlyMap<string, Token>) {
    this.tenants = tenants;
    this.#tokens = tokens;
  }

  /**
   * Reads the registry from JSON: `{"tenants":[{"slug","plan","scimEnabled","roles":[…],"tokens":[{"id","sha256"}]}]}`.
   *
   * @throws {RegistryError} that names every flaw.
   */
  static parse(json: string): TenantRegistry {
    let data: unknown;
    try {
      data = JSON.parse(json);
    } catch (error) {
      throw new RegistryError(`is not JSON: ${(error as Error).message}`);
    }
    const parsed = registrySchema.safeParse(data);
    if (!parsed.success) {
      const flaws = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new RegistryError(flaws.join('; '));
    }

    const tenants: Tenant[] = [];
    const slugs = new Set<string>();
    const tokens = new Map<string, Token>();
    for (const { roles, tokens: listed, profile, defaultRole, ...entry } of parsed.data.tenants) {
      if (slugs.has(entry.slug)) throw new RegistryError(`tenant '${entry.slug}' is there twice`);
      slugs.add(entry.slug);
      if (defaultRole !== undefined && !roles.some(({ value }) => value === defaultRole)) {
        throw new RegistryError(`defaultRole '${defaultRole}' of '${entry.slug}' is none of its roles`);
      }
      const tenant: Tenant = {
        ...entry,
        defaultRole,
        roles: new AccountRoles(roles, defaultRole),
        profile: profile === 'rfc' ? RFC_PROFILE : ENTRA_PROFILE,
      };
      tenants.push(tenant);
      for (const { id, sha256, expiresAt } of listed) {
        const other = tokens.get(sha256);
        if (other) throw new RegistryError(`a token of '${entry.slug}' is one of '${other.tenant.slug}' too`);
        tokens.set(sha256, { id, tenant, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) });
      }
    }
    return new TenantRegistry(tenants, tokens);
  }

  /**
   * The token that a client presents, if it is one. Costs the same with one token and with a million.
   *
   * Looked up by its digest: what a stranger could learn from the time it takes is about digests, not about tokens.
   */
  findToken(presented: string): Token | undefined {
    return this.#tokens.get(sha256(presented));
  }
}

/** SHA-256 in hex. Enough for a token of 256 random bits, which nobody can guess. */
export function sha256(text: string): string {
  return hash('sha256', text);
}
