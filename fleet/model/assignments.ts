import { z } from 'zod';

import { isObjectId, type Principal } from '../../entra/principal';

import { name } from './name';

const role = name('the value of a role').describe('Role that the group or user gets, by value or by name.');

const was = name('the name or object id that this entry had before')
  .optional()
  .describe(
    'Name or object id that this entry had before. Set it when the same group or user gets another name here, ' +
      'because it was renamed or because you switch to its object id. Without it, Terraform removes the ' +
      'assignment and creates a new one. Once deployed, it has no effect and can be removed. Default: none.',
  );

const assignment = z.union(
  [
    z
      .strictObject({
        group: name('a group, by display name or object id').describe('Group, by display name or object id.'),
        role,
        was,
      })
      .describe('A group. Its direct members get the role; Entra does not look into nested groups.'),
    z
      .strictObject({
        user: name('a user, by principal name or object id').describe(
          'User, by principal name or object id. A guest has a principal name such as ' +
            '`ann_partner.example#EXT#@contoso.onmicrosoft.com`.',
        ),
        role,
        was,
      })
      .describe('A user.'),
  ],
  'must be a group or a user with a role, such as { group: Data Team, role: account_reviewer }',
);

export const assignmentsSchema = z
  .array(assignment, 'must be a list of assignments')
  .default([])
  .describe(
    'Groups and users, with one role for each. Assigning groups requires Entra ID P1 or P2. Assignments made ' +
      'in the Entra admin center stay; `npx entra-scim drift` lists them. Default: none.',
  );

const group = name('a group, by display name or object id').describe('Group, by display name or object id.');
const user = name('a user, by principal name or object id').describe('User, by principal name or object id.');

/** Schema of a list of groups and users, in which the entries do not name a role. */
export const principalsSchema = () =>
  z
    .array(
      z.union(
        [z.strictObject({ group }).describe('A group.'), z.strictObject({ user }).describe('A user.')],
        'must be a group or a user, such as { group: Platform Team }',
      ),
      'must be a list of groups and users',
    )
    .default([]);

export interface Assignment {
  readonly principal: Principal;

  /** Value of one of the tenant's roles. */
  readonly role: string;

  /**
   * The principal with its previous name, which Terraform's state still contains. Undefined if the principal was not
   * renamed.
   */
  readonly former: Principal | undefined;

  /** File and line of the assignment, for example `config/tenants/contoso.yaml:14`. */
  readonly place: string;
}

/** A group or user, as files name it. */
export type PrincipalEntry = { readonly group: string } | { readonly user: string };

export function principalOf(entry: PrincipalEntry): Principal {
  return 'group' in entry
    ? { kind: 'group', reference: spelled(entry.group) }
    : { kind: 'user', reference: spelled(entry.user) };
}

/** The principal of an entry, with its previous name. Undefined if the principal was not renamed. */
export function formerOf(entry: PrincipalEntry & { readonly was?: string | undefined }): Principal | undefined {
  return entry.was === undefined ? undefined : { ...principalOf(entry), reference: spelled(entry.was) };
}

/**
 * Converts an object id to lower case, as Graph writes it. Terraform would otherwise see a difference in case as a
 * change.
 */
function spelled(reference: string): string {
  return isObjectId(reference) ? reference.toLowerCase() : reference;
}
