import { loadConfig } from '../../../fleet/load-config';
import type { PlatformConfig } from '../../../fleet/model/platform';
import type { TenantConfig } from '../../../fleet/model/tenant';
import { tenantRole } from '../../../fleet/tenant-role';
import { configFolder, CONTOSO } from '../config-folder';

import { Directory, NON_GALLERY_TEMPLATE, type ServicePrincipal } from './directory';
import type { Job } from './provisioning';

/** A tenant's directory after Terraform has created the objects, and before the sync step runs. */
export interface DeployedTenant {
  readonly platform: PlatformConfig;
  readonly tenant: TenantConfig;
  readonly directory: Directory;
  readonly principal: ServicePrincipal;
  readonly job: Job;
}

/** Creates the objects in a directory that a tenant's stack would create. */
export function deployedTenant(tenantUrl: string, token: string, file = CONTOSO): DeployedTenant {
  using folder = configFolder({ 'tenants/tenant.yaml': file });
  const { platform, tenants } = loadConfig(folder.path);
  const tenant = tenants[0] as TenantConfig;

  const directory = new Directory(tenant.entraTenantId);
  const { application, servicePrincipal } = directory.instantiate(NON_GALLERY_TEMPLATE, tenant.displayName);
  const roles = tenant.roles.map((role) => tenantRole(tenant, role));
  directory.changeApplication(application['id'], {
    appRoles: [...application['appRoles'], ...roles.map((role) => ({ ...role, isEnabled: true }))],
  });
  const principal = directory.servicePrincipals.get(servicePrincipal['id']) as ServicePrincipal;
  for (const { principal: member, role } of tenant.assignments) {
    const principalId =
      member.kind === 'group' ? directory.addGroup(member.reference) : directory.addUser(member.reference, 'Ann');
    directory.assign(principal.id, { principalId, appRoleId: roles.find(({ value }) => value === role)?.id });
  }
  principal.provisioning.saveSecrets([
    { key: 'BaseAddress', value: tenantUrl },
    { key: 'SecretToken', value: token },
    { key: 'SyncAll', value: 'false' },
  ]);
  return { platform, tenant, directory, principal, job: principal.provisioning.createJob('scim') };
}
