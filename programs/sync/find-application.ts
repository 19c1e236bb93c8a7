import { appRoleId } from '../../entra/app-role';
import type { TenantConfig } from '../../fleet/model/tenant';
import type { RestClient } from '../../microsoft/rest-client';
import { RestError } from '../../microsoft/rest-error';

/** An enterprise application as Graph returns it. */
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

/** Thrown if the directory has no application for the tenant, or if the application has no job. */
export class NotDeployedError extends Error {
  override readonly name = 'NotDeployedError';
}

/**
 * Finds the application of a tenant: the application that the tenant's file takes over (`import`) or, otherwise, the
 * application with the tenant's display name. If several applications have this name, finds the one with the tenant's
 * role ids. These ids are derived from the slug, so no other tenant has them.
 *
 * @throws {NotDeployedError} if there is no such application, or if more than one application matches.
 */
export async function findApplication(tenant: TenantConfig, graph: RestClient): Promise<FoundApplication> {
  const { takeover } = tenant;
  const { id, appRoles } = takeover
    ? await takenOver(tenant.slug, takeover.servicePrincipal, graph)
    : await ofItsName(tenant, graph);
  return { servicePrincipalId: id, roles: appRoles };
}

async function takenOver(slug: string, id: string, graph: RestClient): Promise<ServicePrincipal> {
  try {
    return await graph.get(`/servicePrincipals/${id}?$select=id,appRoles`);
  } catch (error) {
    if (!(error instanceof RestError && error.status === 404)) throw error;
    throw new NotDeployedError(
      `the directory has no service principal ${id}, which import.servicePrincipal of tenant '${slug}' names; ` +
        'correct the id, or remove import if the application is gone',
    );
  }
}

async function ofItsName(tenant: TenantConfig, graph: RestClient): Promise<ServicePrincipal> {
  const name = tenant.displayName.replaceAll("'", "''");
  const filter = encodeURIComponent(`displayName eq '${name}'`);
  const found = await graph.list<ServicePrincipal>(`/servicePrincipals?$filter=${filter}&$select=id,appRoles`);
  const ours = new Set(tenant.roles.map(({ value }) => appRoleId(tenant.slug, value)));
  const matching = found.length > 1 ? found.filter(({ appRoles }) => appRoles.some(({ id }) => ours.has(id))) : found;
  const [principal, ...others] = matching;
  if (principal && others.length === 0) return principal;
  const count = found.length === 0 ? 'no' : String(found.length);
  throw new NotDeployedError(
    `directory ${tenant.entraTenantId} has ${count} enterprise applications '${tenant.displayName}' for tenant ` +
      `'${tenant.slug}'; deploy tenant-${tenant.slug}, or rename the application back`,
  );
}

/**
 * Finds the id of the application's job: the job that the tenant's file takes over (`import`) or, otherwise, the job
 * that Terraform created. A job that was taken over may have any template.
 *
 * @throws {NotDeployedError} if there is no such job, or if more than one job matches.
 */
export async function findJob(
  { takeover }: Pick<TenantConfig, 'takeover'>,
  { servicePrincipalId }: FoundApplication,
  graph: RestClient,
): Promise<string> {
  const jobs = await graph.list<{ id: string; templateId: string }>(
    `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`,
  );
  const wanted = takeover?.job;
  const [job, ...others] = jobs.filter(({ id, templateId }) =>
    wanted === undefined ? templateId === 'scim' : id === wanted,
  );
  if (job && others.length === 0) return job.id;
  const owner = `service principal ${servicePrincipalId}`;
  if (wanted !== undefined) {
    const found = jobs.length === 0 ? 'none' : jobs.map(({ id }) => id).join(', ');
    throw new NotDeployedError(
      `${owner} has no job ${wanted}, which import.job names; it has ${found}: correct the id`,
    );
  }
  throw new NotDeployedError(
    job
      ? `${owner} has ${jobs.length} jobs from the template 'scim'; remove those that Terraform does not manage`
      : `${owner} has no job from the template 'scim'; deploy the tenant`,
  );
}
