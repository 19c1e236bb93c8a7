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
   * The principal under its previous name, if it was renamed.
   *
   * @default none - to Terraform a renamed principal is a different one, and it adds and removes assignments in any
   *   order: Entra might refuse the new assignment, which exists already, and the old one would be removed.
   */
  readonly former?: Principal;

  /**
   * Where the assignment is written, for example `config/tenants/contoso.yaml:14`.
   *
   * @default none - if there is no such principal, or several, the plan's error gives only its name.
   */
  readonly place?: string;
}

/** An application whose roles can be assigned. */
export type AssignableApp = Pick<EnterpriseApp, 'directory' | 'replicated' | 'servicePrincipalObjectId'>;

export interface RoleAssignmentsProps {
  /** Application whose roles are assigned. */
  readonly app: AssignableApp;

  /** The role of each principal. One principal gets one role. */
  readonly assignments: readonly RoleAssignment[];
}

const rules: readonly Rule<RoleAssignmentsProps>[] = [
  ({ assignments }) => {
    const identities = assignments.map(({ principal }) => principalIdentity(principal));
    const twice = assignments[identities.findIndex((identity, index) => identities.indexOf(identity) !== index)];
    return twice && `'assignments' must name each principal once; '${twice.principal.reference}' is there twice`;
  },
  ({ assignments }) => {
    const keys = new Set(assignments.map(({ principal }) => principalKey(principal)));
    const both = assignments.find(({ former }) => former && keys.has(principalKey(former)));
    return both?.former && `'former' must name nobody who is assigned; '${both.former.reference}' is`;
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
 * The assignments of an application's roles.
 *
 * An assignment uses the role's literal id, never the application's computed map of ids: a change to any role makes
 * that map unknown, and Terraform would replace every assignment.
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
  /** The assignments, for whatever must wait until they exist. */
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
        // A principal whose role changes holds both for a moment, rather than none: Entra would deactivate its users.
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

/** If a principal is listed both by name and by object id, that shows only once the name is looked up. */
function twoRoles({ principal, place }: RoleAssignment): string {
  const at = place === undefined ? '' : `${place}: `;
  return `${at}${principal.kind} '${principal.reference}' has a role already, under its object id; keep one of the two.`;
}
