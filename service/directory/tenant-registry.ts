import { hash } from 'node:crypto';

import { z } from 'zod';

import { ENTRA_PROFILE, RFC_PROFILE } from '../scim/profile';

import { AccountRoles } from './account-roles';
import { DEFAULT_RATE, rateSchema } from './rate';
import { registryFlaws } from './registry-flaws';
import type { Tenant, Token } from './tenant';

const ROLE = 'must be a map such as { "value": "account_reviewer", "displayName": "Account Reviewer" }';
const DIGEST = 'must be the SHA-256 of the token, as 64 hex digits in lower case';

const text = (example: string) => {
  const error = `must be a text such as '${example}'`;
  return z.string(error).min(1, error);
};
const list = (of: string) => `must be a list of ${of}`;

const registrySchema = z.strictObject({
  tenants: z.array(
    z.strictObject({
      slug: text('contoso'),
      plan: text('enterprise'),
      scimEnabled: z.boolean('must be true or false'),
      roles: z.array(
        z.strictObject({ value: text('account_reviewer'), displayName: text('Account Reviewer') }, ROLE),
        list('roles'),
      ),
      profile: z.enum(['entra', 'rfc'], "must be 'entra' or 'rfc'").default('entra'),
      restore: z.enum(['in-place', 'refuse'], "must be 'in-place' or 'refuse'").default('in-place'),
      defaultRole: text('account_reviewer').optional(),
      rate: rateSchema.default(DEFAULT_RATE),
      tokens: z.array(
        z.strictObject(
          {
            id: text('gen-1'),
            sha256: z.string(DIGEST).regex(/^[0-9a-f]{64}$/, DIGEST),
            expiresAt: z.iso
              .datetime({ offset: true, error: "must be an instant such as '2027-06-01T00:00:00Z'" })
              .optional(),
          },
          'must be a map such as { "id": "gen-1", "sha256": "…" }',
        ),
        list('tokens'),
      ),
    }),
    list('tenants'),
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
      throw new RegistryError(
        registryFlaws(parsed.error, data)
          .map((flaw) => `\n    ${flaw}`)
          .join(''),
      );
    }

    const tenants: Tenant[] = [];
    const slugs = new Set<string>();
    const tokens = new Map<string, Token>();
    for (const { roles, tokens: listed, profile, defaultRole, ...entry } of parsed.data.tenants) {
      if (slugs.has(entry.slug)) throw new RegistryError(`holds tenant '${entry.slug}' twice; keep one of the two`);
      slugs.add(entry.slug);
      if (defaultRole !== undefined && !roles.some(({ value }) => value === defaultRole)) {
        const known = roles.map(({ value }) => value).join(', ');
        throw new RegistryError(
          `gives tenant '${entry.slug}' the defaultRole '${defaultRole}', which is none of its roles: ${known}`,
        );
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
        if (other) {
          throw new RegistryError(
            `gives tenant '${entry.slug}' a token of '${other.tenant.slug}'; each tenant needs tokens of its own`,
          );
        }
        tokens.set(sha256, { id, tenant, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) });
      }
    }
    return new TenantRegistry(tenants, tokens);
  }

  /**
   * The token that a client presents, if it is one. Costs the same with one token and with a million.
   *
   * Looked up by its digest, so that timing could reveal something about digests only, not about tokens.
   */
  findToken(presented: string): Token | undefined {
    return this.#tokens.get(sha256(presented));
  }
}

/** SHA-256 in hex. Enough for a token of 256 random bits, which nobody can guess. */
export function sha256(text: string): string {
  return hash('sha256', text);
}
