import type { Configuration } from './load-config';

/**
 * Explains why no stack exists for a tenant with this slug: the tenant's admin uses the service's portal, the tenant is
 * being removed, or there is no such tenant.
 */
export function whyNotInEntra(
  slug: string,
  { declared, tenants }: Pick<Configuration, 'declared' | 'tenants'>,
): string {
  const tenant = declared.find((candidate) => candidate.slug === slug);
  if (tenant === undefined) {
    return `there is no tenant '${slug}'; known are ${tenants.map((known) => known.slug).join(', ')}`;
  }
  return tenant.state === 'absent'
    ? `tenant '${slug}' is absent: its stack declares nothing in Entra`
    : `tenant '${slug}' is managed in the portal: its admin sets up Entra, and no file describes it`;
}
