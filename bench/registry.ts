import { createHash, randomBytes } from 'node:crypto';

/** A registry of tenants for the service, and the token of each tenant. */
export interface BenchTenants<Slug extends string> {
  readonly registry: string;
  readonly tokens: Readonly<Record<Slug, string>>;
}

/** @param moreOf returns additional members of a tenant's registry entry. */
export function benchTenants<Slug extends string>(
  slugs: readonly Slug[],
  moreOf: (slug: Slug) => object = () => ({}),
): BenchTenants<Slug> {
  const tokens = Object.fromEntries(slugs.map((slug) => [slug, newToken()])) as Record<Slug, string>;
  return {
    registry: JSON.stringify({ tenants: slugs.map((slug) => ({ ...tenant(slug, tokens[slug]), ...moreOf(slug) })) }),
    tokens,
  };
}

function tenant(slug: string, token: string): object {
  return {
    slug,
    plan: 'enterprise',
    scimEnabled: true,
    roles: [{ value: 'account_reviewer', displayName: 'Account Reviewer' }],
    tokens: [{ id: 'gen-1', sha256: createHash('sha256').update(token).digest('hex') }],
  };
}

function newToken(): string {
  return randomBytes(36).toString('base64url');
}
