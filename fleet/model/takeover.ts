import { z } from 'zod';

import type { Principal } from '../../entra/principal';

import { principalOf } from './assignments';
import { name } from './name';
import { roleNamed, type TenantRole } from './roles';

/**
 * A tenant's existing objects in Entra. Somebody created them by hand, or the Terraform state that contained them was
 * lost.
 */
export interface Takeover {
  /** Object id of the application. */
  readonly application: string;

  /** Object id of the application's service principal. */
  readonly servicePrincipal: string;

  /** Ids of existing roles, by value. Assignments refer to them. */
  readonly roleIds: ReadonlyMap<string, string>;

  /** Id of the synchronization job, for example `scim.8d1c….3f0a…`. */
  readonly job: string | undefined;

  readonly assignments: readonly { readonly principal: Principal; readonly id: string }[];
}

export const objectId = (what: string) => z.guid(`must be ${what} (GUID)`).toLowerCase();

/** Keys that every application has that is taken over. */
export const takenOverApplication = {
  application: objectId('the object id of the application').describe(
    'Object id of the application (App registrations).',
  ),
  servicePrincipal: objectId('the object id of the service principal').describe(
    'Object id of its service principal (Enterprise applications).',
  ),
};

/**
 * Schema of existing assignments.
 *
 * @param lists the keys under which the files list the groups and users, for example `assignments`.
 */
export const takenOverAssignments = (...lists: readonly [string, ...string[]]) => {
  const id = name("the assignment's id, as Graph lists it under appRoleAssignedTo").describe(
    'Id of the assignment, as Graph lists it under `appRoleAssignedTo`.',
  );
  const group = name(`a group, as under ${lists.join(' or ')}`);
  const user = name(`a user, as under ${lists.join(' or ')}`);
  const named = `named as under ${lists.map((key) => `\`${key}\``).join(' or ')}`;
  return z
    .array(
      z.union(
        [
          z.strictObject({ group: group.describe(`Group, ${named}.`), id }).describe('Assignment of a group.'),
          z.strictObject({ user: user.describe(`User, ${named}.`), id }).describe('Assignment of a user.'),
        ],
        'must be a group or a user, and the id of the assignment',
      ),
      'must be a list of assignments with their ids',
    )
    .default([])
    .describe(
      `Existing assignments. Each must also be listed under ${lists.map((key) => `\`${key}\``).join(' or ')}. Default: none.`,
    );
};

export const takeoverSchema = z
  .strictObject({
    ...takenOverApplication,
    roles: z
      .record(
        name('the value of a role'),
        objectId('the id of the role').describe('Id of this role.'),
        'must be a map of role values to ids',
      )
      .default({})
      .describe(
        'Ids of existing roles, by value: `{ account_analyst: 5e0a… }`. Assignments refer to these ids. A role of ' +
          'the application that the file does not declare is removed. Default: none.',
      ),
    job: name('the id of the synchronization job')
      .regex(/^[A-Za-z0-9]+\.[\w.-]+$/, 'must be the id of a synchronization job, such as scim.8d1c….3f0a…')
      .optional()
      .describe(
        'Id of the synchronization job, such as `scim.8d1c….3f0a…`. Set it if there is a job; otherwise a second ' +
          'one is created. Default: none.',
      ),
    assignments: takenOverAssignments('assignments'),
  })
  .optional()
  .describe(
    'An application that was created by hand in Entra, and that Terraform takes over instead of creating a new one. ' +
      'Leave the entry in the file; it has no effect once the objects are in the state. Default: none.',
  );

/** @param roles all roles of the tenant. */
export function resolveTakeover(
  file: NonNullable<z.output<typeof takeoverSchema>>,
  roles: readonly TenantRole[],
): Takeover {
  return {
    application: file.application,
    servicePrincipal: file.servicePrincipal,
    roleIds: new Map(Object.entries(file.roles).map(([role, id]) => [roleNamed(roles, role)?.value ?? role, id])),
    job: file.job,
    assignments: file.assignments.map((entry) => ({ principal: principalOf(entry), id: entry.id })),
  };
}
