import { principalKey } from '../../entra/principal';
import { type ImportBlock, importBlocks } from '../../fleet/import-blocks';
import { assignmentEntries } from '../../fleet/model/assignment-entry';
import type { Takeover } from '../../fleet/model/takeover';
import type { TenantConfig } from '../../fleet/model/tenant';

import { findAssignment, type KnownAssignments, undeclared } from './found-assignment';
import { OPEN, renderBlock } from './import-block';

/** The known ids of a tenant's objects in Entra. For each unknown id, the file describes how to find it. */
export type Known = Partial<Pick<Takeover, 'application' | 'servicePrincipal' | 'job'>> &
  KnownAssignments & {
    /** Origin of Microsoft Graph's URLs, in the tenant's cloud. */
    readonly graph: string;
  };

/**
 * A Terraform file that imports a tenant's objects from Entra into a state that was lost or is incomplete.
 *
 * The addresses of the resources are derived from the tenant's file. The ids belong to Entra and must be looked up. If
 * an id is unknown, the import block is commented out, and the command that finds the id precedes the block. For
 * objects under `import` in the tenant's file, there is only a note: the stack itself imports them, and Terraform
 * refuses a second import block for the same resource.
 *
 * @param roleId returns the id of one of the tenant's roles, given the role's value.
 */
export function renderImportFile(tenant: TenantConfig, known: Known, roleId: (value: string) => string): string {
  const { takeover } = tenant;
  const application = known.application ?? takeover?.application;
  const servicePrincipal = known.servicePrincipal ?? takeover?.servicePrincipal;
  const graph = `${known.graph}/v1.0/servicePrincipals/${servicePrincipal ?? OPEN}`;
  const assignments = tenant.assignments.map(({ principal, role }) => ({
    principal,
    ...findAssignment(principal, roleId(role), known, graph),
  }));
  const lookups = new Map(assignments.map(({ principal, lookup }) => [principalKey(principal), lookup]));
  const blocks = importBlocks({
    application: application ?? OPEN,
    servicePrincipal: servicePrincipal ?? OPEN,
    roleIds: new Map(),
    job: known.job ?? takeover?.job ?? OPEN,
    assignments,
  });
  const taken = new Map(takeover ? importBlocks(takeover).map(({ to, id }) => [to, id]) : []);
  const rendered = blocks.map((block) => {
    const id = taken.get(block.to);
    return id === undefined
      ? renderBlock(block, lookup(block, tenant, graph, lookups))
      : alreadyImported(block.to, id, tenant);
  });
  return [...rendered, ...notices(tenant, known, roleId), ''].join('\n');
}

/**
 * Notices about assignments that exist in Entra but are missing from the files. Each notice contains the line that
 * would declare the assignment.
 */
function notices(tenant: TenantConfig, known: Known, roleId: (value: string) => string): string[] {
  const roles = new Map(tenant.roles.map(({ value }) => [roleId(value), value]));
  const declared = tenant.assignments.map(({ principal }) => principal);
  return undeclared(declared, known).flatMap((assignment) => {
    const entries = assignmentEntries(assignment, roles.get(assignment.appRoleId), tenant);
    const { principalType, principalDisplayName, principalId } = assignment;
    const who = `${principalType.toLowerCase()} ${principalDisplayName ?? principalId}`.replaceAll('\n', ' ');
    if (!entries) return [];
    return [
      `# ${who} is not declared in any file, and stays as it is. To import it, add to 'assignments' in ${tenant.file}:`,
      `# ${entries.assignment}`,
    ];
  });
}

function alreadyImported(to: string, id: string, { file }: TenantConfig): string {
  return `# ${to} is imported by ${file}, under 'import', as ${id}. If the id is wrong, correct it there.`;
}

/** The command that finds the id for an import block. */
function lookup(
  { to }: ImportBlock,
  { displayName }: TenantConfig,
  graph: string,
  assignments: ReadonlyMap<string, string>,
): string {
  const filter = `--filter "displayName eq '${displayName.replaceAll("'", "''")}'" --query "[].id" --output tsv`;
  const [type, name = ''] = to.split('.');
  switch (type) {
    case 'azuread_application':
      return `az ad app list ${filter}`;
    case 'azuread_service_principal':
      return `az ad sp list ${filter}`;
    case 'azuread_synchronization_job':
      return `az rest --url ${graph}/synchronization/jobs --query "value[].id"`;
    default:
      return assignments.get(name) ?? '';
  }
}
