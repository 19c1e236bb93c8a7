import { z } from 'zod';

import {
  type AccountRole,
  isResourceRole,
  isTemplateRole,
  roleValue,
  STANDARD_ACCOUNT_ROLES,
} from '../../account/account-role';

import { includeSchema } from './include';
import { name } from './name';

/** A role of a tenant's application. */
export interface TenantRole extends AccountRole {
  /** Whether it can be given to somebody. Entra deletes no role that is enabled. */
  readonly enabled: boolean;
}

const standardValues = STANDARD_ACCOUNT_ROLES.map(({ value }) => value);

export const customRoleSchema = z.strictObject({
  displayName: name('the name of the role, such as Data Steward')
    .max(120, 'must have at most 120 characters')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 _-]*$/,
      'must hold only English letters, digits, spaces, hyphens and underscores, because the value follows from it',
    )
    .refine((displayName) => !isTemplateRole(displayName), "must differ from Entra's own roles User and msiam_access")
    .refine(
      (displayName) => !isResourceRole(displayName),
      'must be an account-level role: roles of a single destination or connection cannot be provisioned over SCIM',
    )
    .refine(
      (displayName) => !(standardValues as string[]).includes(roleValue(displayName)),
      "must differ from the standard roles; list those under 'standard'",
    )
    .describe('Name of the role. Its value is the name in lower case with underscores.'),
  description: name('a sentence that tells an admin what the role allows').describe('What the role allows.'),
});

export const rolesSchema = z
  .strictObject({
    standard: z
      .union(
        [z.literal('all'), z.array(z.enum(standardValues, `must be one of ${standardValues.join(', ')}`))],
        `must be all, or a list of ${standardValues.join(', ')}`,
      )
      .default('all')
      .describe('Standard account roles that can be assigned.'),
    include: includeSchema.describe('Role catalogues whose roles come before the custom ones, relative to this file.'),
    custom: z.array(customRoleSchema, 'must be a list of roles').default([]).describe('Roles of the tenant alone.'),
    disabled: z
      .array(name('the value of a role'), 'must be a list of role values')
      .default([])
      .describe('Roles that nobody can be given any more, the step before they are removed.'),
  })
  .default({ standard: 'all', custom: [], disabled: [] })
  .describe('Roles that admins assign to users and groups.');

/** Roles that a file declares: the standard ones in their own order, then the others in the files'. */
export function rolesOf({ standard, custom, disabled }: z.output<typeof rolesSchema>): TenantRole[] {
  const off = new Set(disabled.map(roleValue));
  return [
    ...STANDARD_ACCOUNT_ROLES.filter(({ value }) => standard === 'all' || standard.includes(value)),
    ...custom.map(({ displayName, description }) => ({ value: roleValue(displayName), displayName, description })),
  ].map((role) => ({ ...role, enabled: !off.has(role.value) }));
}
