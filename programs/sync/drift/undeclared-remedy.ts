import { assignmentEntries, type ListedAssignment } from '../../../fleet/model/assignment-entry';
import type { TenantConfig } from '../../../fleet/model/tenant';

/**
 * Describes the remedy for an assignment that exists in Entra but is missing from the files. A deployment does not
 * remove such an assignment, since Terraform knows only the assignments that it created.
 *
 * @param role value of the assigned role, if the application has the role.
 * @param url URL of the assignment in Graph.
 */
export function undeclaredRemedy(
  assignment: ListedAssignment,
  role: string | undefined,
  tenant: TenantConfig,
  url: string,
): string {
  const removal = `remove it in the Entra admin center, or with\n  az rest --method delete --url '${url}'`;
  const entries = assignmentEntries(assignment, role, tenant);
  if (!entries) {
    const isService = assignment.principalType === 'ServicePrincipal';
    const reason = isService ? 'files can assign only groups and users' : 'its role cannot be assigned';
    return `no file can declare it, since ${reason}; leave it, or ${removal}`;
  }
  const { slug, file, takeover } = tenant;
  return [
    `to keep it, declare it in ${file}`,
    '  assignments:',
    `    ${entries.assignment}`,
    ...(takeover
      ? ['  import: # because it already exists', '    assignments:', `      ${entries.takeover}`]
      : [`and import it, because it already exists: npx entra-scim tenants import ${slug}`]),
    `otherwise ${removal}`,
  ].join('\n');
}
