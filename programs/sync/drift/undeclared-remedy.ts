import { assignmentEntries, type ListedAssignment } from '../../../fleet/model/assignment-entry';
import type { TenantConfig } from '../../../fleet/model/tenant';

/**
 * What to do about an assignment that is in Entra but in no file. No deployment removes it, since Terraform knows only
 * the assignments that it made.
 *
 * @param role value of its role, if the application has it.
 * @param url URL of the assignment in Graph.
 */
export function undeclaredRemedy(
  assignment: ListedAssignment,
  role: string | undefined,
  tenant: TenantConfig,
  url: string,
): string {
  const removal = `take it away in the Entra admin center, or by\n  az rest --method delete --url '${url}'`;
  const entries = assignmentEntries(assignment, role, tenant);
  if (!entries) {
    const isService = assignment.principalType === 'ServicePrincipal';
    const reason = isService ? 'files assign groups and users alone' : 'its role is none that can be assigned';
    return `no file can declare it, since ${reason}; leave it, or ${removal}`;
  }
  const { slug, file, takeover } = tenant;
  return [
    `to keep it, declare it in ${file}`,
    '  assignments:',
    `    ${entries.assignment}`,
    ...(takeover
      ? ['  import: # since it exists already', '    assignments:', `      ${entries.takeover}`]
      : [`and import it, since it exists already: npx entra-scim tenants import ${slug}`]),
    `otherwise ${removal}`,
  ].join('\n');
}
