import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { DataAzureadGroup } from '@cdktf/provider-azuread/lib/data-azuread-group';
import { DataAzureadUser } from '@cdktf/provider-azuread/lib/data-azuread-user';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { AppRole } from './app-role';
import type { EnterpriseApp } from './enterprise-app';
import { isObjectId, type Principal, principalKey } from './principal';

export interface RoleAssignment {
  readonly principal: Principal;
  readonly role: AppRole;
}

export interface RoleAssignmentsProps {
  /** Application whose roles are assigned. */
  readonly app: EnterpriseApp;

  /** Who gets which role. One principal gets one role. */
  readonly assignments: readonly RoleAssignment[];
}

const rules: readonly Rule<RoleAssignmentsProps>[] = [
  ({ assignments }) => {
    const keys = assignments.map(({ principal }) => principalKey(principal));
    const twice = assignments[keys.findIndex((key, index) => keys.indexOf(key) !== index)];
    return twice && `'assignments' must name each principal once; '${twice.principal.reference}' is there twice`;
  },
  ({ assignments }) => {
    const valueless = assignments.find(({ role }) => role.value === undefined);
    return valueless && `'assignments' must use roles with a value; '${valueless.role.displayName}' has none`;
  },
];

/**
 * Who holds which role of an enterprise application.
 *
 * The role's literal id goes into the assignment, never the application's computed map of ids: a change of any role
 * makes that map unknown, and Terraform would replace every assignment.
 */
export class RoleAssignments extends Construct {
  /** The assignments, for what must wait until they stand. */
  readonly all: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RoleAssignmentsProps) {
    super(scope, id);
    validate(this, props, rules);

    this.all = props.assignments.map(({ principal, role }) => {
      const key = principalKey(principal);
      const assignment = new AppRoleAssignment(this, key, {
        appRoleId: role.id,
        principalObjectId: this.objectId(principal, key),
        resourceObjectId: props.app.servicePrincipalObjectId,
        dependsOn: [props.app.replicated],
        // A principal whose role changes holds both for a moment, rather than none: Entra would deactivate its users.
        lifecycle: { createBeforeDestroy: true },
      });
      assignment.overrideLogicalId(key);
      return assignment;
    });
  }

  private objectId({ kind, reference }: Principal, key: string): string {
    if (isObjectId(reference)) return reference;
    const found =
      kind === 'group'
        ? new DataAzureadGroup(this, `${key}-lookup`, { displayName: reference, securityEnabled: true })
        : new DataAzureadUser(this, `${key}-lookup`, { userPrincipalName: reference });
    found.overrideLogicalId(key);
    return found.objectId;
  }
}
