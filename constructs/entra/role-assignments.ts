import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { Fn, type ITerraformDependable, Op, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

import type { AppRole } from '../../entra/app-role';
import { isObjectId, type Principal, principalIdentity, principalKey } from '../../entra/principal';
import { addStateBlock, stateAddress } from '../state-block';
import { type Rule, validate } from '../validation';

import type { EnterpriseApp } from './enterprise-app';

export interface RoleAssignment {
  readonly principal: Principal;
  readonly role: AppRole;

  /**
   * The principal with its previous name, if it was renamed.
   *
   * @default none - Terraform would see a renamed principal as a new one, and would add the new assignment and remove
   *   the old one, in either order. If Terraform starts with the new assignment, Entra may refuse it as a duplicate of
   *   the old one. Terraform would nevertheless remove the old assignment.
   */
  readonly former?: Principal;

  /**
   * File and line of the assignment, for example `config/tenants/contoso.yaml:14`.
   *
   * @default none - if the principal does not exist or is ambiguous, the plan's error gives only the principal's name.
   */
  readonly place?: string;
}

/** An application whose roles can be assigned. */
export type AssignableApp = Pick<EnterpriseApp, 'directory' | 'replicated' | 'servicePrincipalObjectId'>;

export interface RoleAssignmentsProps {
  /** Application whose roles are assigned. */
  readonly app: AssignableApp;

  /** The role of each principal. A principal can have only one role. */
  readonly assignments: readonly RoleAssignment[];
}

const rules: readonly Rule<RoleAssignmentsProps>[] = [
  ({ assignments }) => {
    const identities = assignments.map(({ principal }) => principalIdentity(principal));
    const twice = assignments[identities.findIndex((identity, index) => identities.indexOf(identity) !== index)];
    return twice && `'assignments' must name each principal once; '${twice.principal.reference}' occurs twice`;
  },
  ({ assignments }) => {
    const keys = new Set(assignments.map(({ principal }) => principalKey(principal)));
    const both = assignments.find(({ former }) => former && keys.has(principalKey(former)));
    return both?.former && `'former' must not name a principal that is assigned; '${both.former.reference}' is`;
  },
  ({ assignments }) => {
    const valueless = assignments.find(({ role }) => role.value === undefined);
    return valueless && `'assignments' must use roles with a value; '${valueless.role.displayName}' has none`;
  },
  ({ assignments }) => {
    const disabled = assignments.find(({ role }) => role.enabled === false);
    return disabled && `'assignments' must use roles that are enabled; '${disabled.role.displayName}' is not`;
  },
];

/**
 * Assigns the roles of an application to users and groups.
 *
 * Each assignment uses the literal id of its role, never the application's computed map of role ids. A change to any
 * role makes that map unknown in the plan, and Terraform would then replace every assignment.
 *
 * @example
 * const assignments = new RoleAssignments(this, 'Assignments', {
 *   app,
 *   assignments: [
 *     { principal: { kind: 'group', reference: 'Data Stewards' }, role: steward },
 *     { principal: { kind: 'user', reference: 'ann@contoso.example' }, role: steward },
 *   ],
 * });
 */
export class RoleAssignments extends Construct {
  /** All assignments, for resources that must wait until the assignments exist. */
  readonly all: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RoleAssignmentsProps) {
    super(scope, id);
    validate(this, props, rules);

    const knownIds = props.assignments.map(({ principal }) => principal.reference).filter(isObjectId);

    this.all = props.assignments.map((entry) => {
      const { principal, role, place } = entry;
      const key = principalKey(principal);
      const principalObjectId = props.app.directory.objectId(principal, place);
      return new AppRoleAssignment(this, key, {
        appRoleId: role.id,
        principalObjectId,
        resourceObjectId: props.app.servicePrincipalObjectId,
        dependsOn: [props.app.replicated],
        // While a principal's role changes, the principal briefly has both roles. If it briefly had none, Entra would
        // deactivate the affected users.
        lifecycle: {
          createBeforeDestroy: true,
          precondition:
            isObjectId(principal.reference) || knownIds.length === 0
              ? undefined
              : [{ condition: Op.not(Fn.contains(knownIds, principalObjectId)), errorMessage: twoRoles(entry) }],
        },
      });
    });
    this.renameInState(props.assignments);
  }

  private renameInState(assignments: readonly RoleAssignment[]): void {
    const address = (principal: Principal) =>
      stateAddress(AppRoleAssignment.tfResourceType, this, principalKey(principal));
    for (const { principal, former } of assignments) {
      if (!former) continue;
      addStateBlock(TerraformStack.of(this), 'moved', { from: address(former), to: address(principal) });
    }
  }
}

/**
 * The error for a principal that is listed both by name and by object id. Terraform can detect this only after it has
 * looked up the name.
 */
function twoRoles({ principal, place }: RoleAssignment): string {
  const at = place === undefined ? '' : `${place}: `;
  return `${at}${principal.kind} '${principal.reference}' is also listed by its object id; keep one of the two.`;
}
