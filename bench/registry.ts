import { createHash, randomBytes } from 'node:crypto';

/** A registry of tenants for the service to read, and the token of each. */
export interface BenchTenants<Slug extends string> {
  readonly registry: string;
  readonly tokens: Readonly<Record<Slug, string>>;
}

/** Asked as fast as it answers, a service is to be held back by nothing but itself. */
export const UNLIMITED = { perSecond: 100_000, burst: 1_000_000 };

/** @param rate of each tenant; the service's default without it. */
export function benchTenants<Slug extends string>(slugs: readonly Slug[], rate?: typeof UNLIMITED): BenchTenants<Slug> {
  const tokens = Object.fromEntries(slugs.map((slug) => [slug, newToken()])) as Record<Slug, string>;
  return { registry: JSON.stringify({ tenants: slugs.map((slug) => tenant(slug, tokens[slug], rate)) }), tokens };
}

function tenant(slug: string, token: string, rate: typeof UNLIMITED | undefined): object {
  return {
    slug,
    plan: 'enterprise',
    scimEnabled: true,
    roles: [{ value: 'account_reviewer', displayName: 'Account Reviewer' }],
    rate,
    tokens: [{ id: 'gen-1', sha256: createHash('sha256').update(token).digest('hex') }],
  };
}

function newToken(): string {
  return randomBytes(36).toString('base64url');
}
