import { appRoleId } from '../constructs/entra/app-role';
import type { TenantConfig } from '../stacks/config/tenant';

import type { GraphClient } from './graph/graph-client';

/** What Graph shows of an enterprise application. */
export interface FoundApplication {
  readonly servicePrincipalId: string;
  readonly roles: readonly FoundRole[];
}

export interface FoundRole {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
  readonly isEnabled: boolean;
}

interface ServicePrincipal {
  readonly id: string;
  readonly appRoles: readonly FoundRole[];
}

/** The directory has no application, or no job, that is the tenant's. */
export class NotDeployedError extends Error {
  override readonly name = 'NotDeployedError';
}

/**
 * The application of a tenant, by its name in the directory. Several may share one: then by the ids of its roles, which
 * follow from the slug and are nobody else's.
 *
 * @throws {NotDeployedError} when there is none, or no telling which.
 */
export async function findApplication(tenant: TenantConfig, graph: GraphClient): Promise<FoundApplication> {
  const name = tenant.displayName.replaceAll("'", "''");
  const filter = encodeURIComponent(`displayName eq '${name}'`);
  const found = await graph.list<ServicePrincipal>(`/servicePrincipals?$filter=${filter}&$select=id,appRoles`);
  const ours = new Set(tenant.roles.map(({ value }) => appRoleId(tenant.slug, value)));
  const matching = found.length > 1 ? found.filter(({ appRoles }) => appRoles.some(({ id }) => ours.has(id))) : found;
  const [principal, ...others] = matching;
  if (!principal || others.length > 0) {
    const count = found.length === 0 ? 'no' : String(found.length);
    throw new NotDeployedError(
      `directory ${tenant.entraTenantId} has ${count} enterprise applications '${tenant.displayName}' of tenant ` +
        `'${tenant.slug}'; deploy tenant-${tenant.slug}, or give the application its name back`,
    );
  }
  return { servicePrincipalId: principal.id, roles: principal.appRoles };
}

/** Id of the application's job. */
export async function findJob({ servicePrincipalId }: FoundApplication, graph: GraphClient): Promise<string> {
  const jobs = await graph.list<{ id: string; templateId: string }>(
    `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`,
  );
  const [job, ...others] = jobs.filter(({ templateId }) => templateId === 'scim');
  if (job && others.length === 0) return job.id;
  throw new NotDeployedError(
    job
      ? `service principal ${servicePrincipalId} has ${jobs.length} jobs of the template 'scim'; remove those that Terraform does not know`
      : `service principal ${servicePrincipalId} has no job of the template 'scim'; deploy the tenant`,
  );
}
