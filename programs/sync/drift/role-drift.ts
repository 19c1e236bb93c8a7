import { TEMPLATE_ROLES } from '../../../entra/app-role';
import type { TenantConfig } from '../../../fleet/model/tenant';
import { tenantRole } from '../../../fleet/tenant-role';
import type { FoundApplication } from '../find-application';

import type { Difference } from './difference';

/**
 * Reports differences in an application's roles. Roles that come from the application template are ignored, since Entra
 * defines them.
 */
export function roleDrift(tenant: TenantConfig, application: FoundApplication): Difference[] {
  const template = new Set(TEMPLATE_ROLES.map(({ id }) => id));
  const found = new Map(application.roles.filter(({ id }) => !template.has(id)).map((role) => [role.id, role]));
  const declared = new Map(tenant.roles.map((role) => tenantRole(tenant, role)).map((role) => [role.id, role]));
  return [...new Set([...declared.keys(), ...found.keys()])].flatMap((id) => {
    const [one, other] = [declared.get(id), found.get(id)];
    const wanted = one && spelled(one.displayName, one.enabled !== false);
    const actual = other && spelled(other.displayName, other.isEnabled);
    if (wanted === actual && one?.value === other?.value) return [];
    const name = one?.value ?? other?.value ?? id;
    return [{ what: `role ${name}`, declared: wanted, found: actual }];
  });
}

function spelled(displayName: string, enabled: boolean): string {
  return enabled ? displayName : `${displayName} (disabled)`;
}
