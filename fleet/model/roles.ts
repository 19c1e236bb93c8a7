import { z } from 'zod';

import {
  type AccountRole,
  isResourceRole,
  isTemplateRole,
  roleValue,
  STANDARD_ACCOUNT_ROLES,
} from '../../account/account-role';
import { includeSchema } from '../yaml/include';

import { name } from './name';

/** A role of a tenant's application. */
export interface TenantRole extends AccountRole {
  /** Whether the role can be assigned. Entra refuses to delete an enabled role. */
  readonly enabled: boolean;
}

const standardValues = STANDARD_ACCOUNT_ROLES.map(({ value }) => value);

/** A schema that refuses values and names that are reserved for other kinds of roles. */
const ownRole = (text: z.ZodString) =>
  text
    .refine((word) => !isTemplateRole(word), "must differ from Entra's own roles User and msiam_access")
    .refine(
      (word) => !isResourceRole(word),
      'must be an account-level role: roles of a single destination or connection cannot be provisioned over SCIM',
    )
    .refine(
      (word) => !(standardValues as string[]).includes(roleValue(word)),
      "must differ from the standard roles; list those under 'standard'",
    );

export const customRoleSchema = z.strictObject({
  displayName: ownRole(
    name('the name of the role, such as Data Steward')
      .max(120, 'must have at most 120 characters')
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9 _-]*$/,
        'must contain only English letters, digits, spaces, hyphens and underscores, because the value is derived from it',
      ),
  ).describe(
    'Name of the role, at most 120 English letters, digits, spaces, hyphens and underscores. Its value is the name in lower case with underscores.',
  ),
  value: ownRole(
    name('the value that the role has in Entra, such as Survey.Create')
      .max(249, 'must have at most 249 characters')
      .regex(
        /^(?!\.)[!#-[\]-~]+$/,
        'must be a value that Entra allows: no spaces, quotation marks or backslashes, and no full stop at the start',
      ),
  )
    .optional()
    .describe(
      'Value of an existing role that is taken over from Entra, such as `Survey.Create`. Its id goes under ' +
        '`import.roles`. Default: the name in lower case with underscores.',
    ),
  description: name('a sentence that tells an admin what the role allows').describe(
    'Sentence that tells an admin what the role allows.',
  ),
});

export const rolesSchema = z
  .strictObject({
    standard: z
      .union(
        [
          z.literal('all').describe('Every standard role.'),
          z.array(
            z
              .enum(standardValues, `must be one of ${standardValues.join(', ')}`)
              .meta({ enumDescriptions: STANDARD_ACCOUNT_ROLES.map(({ description }) => description) }),
          ),
        ],
        `must be all, or a list of ${standardValues.join(', ')}`,
      )
      .default('all')
      .describe(
        `Standard account roles that can be assigned: \`all\`, or some of ${standardValues.map((value) => `\`${value}\``).join(', ')}.`,
      ),
    include: includeSchema.describe(
      'Role catalogues whose roles come before the custom ones: paths relative to this file. Default: none.',
    ),
    custom: z
      .array(customRoleSchema, 'must be a list of roles')
      .default([])
      .describe('Roles of this tenant alone. Default: none.'),
    disabled: z
      .array(name('the value of a role'), 'must be a list of role values')
      .default([])
      .describe(
        'Roles that can no longer be assigned, by value or by name. Disable a role before you remove it, because ' +
          'Entra does not delete an enabled role. Default: none.',
      ),
  })
  .prefault({})
  .describe('Roles that admins assign to users and groups.');

/**
 * Roles that a file declares. The standard roles come first, in their usual order. The custom roles follow, in the
 * order of the files.
 */
export function rolesOf({ standard, custom, disabled }: z.output<typeof rolesSchema>): TenantRole[] {
  const roles = [
    ...STANDARD_ACCOUNT_ROLES.filter(({ value }) => standard === 'all' || standard.includes(value)),
    ...custom.map((role) => ({
      value: customValue(role),
      displayName: role.displayName,
      description: role.description,
    })),
  ];
  const off = new Set(disabled.map((name) => roleNamed(roles, name)));
  return roles.map((role) => ({ ...role, enabled: !off.has(role) }));
}

/**
 * The value of a custom role. For a role that already exists in Entra, the file may give the value. Otherwise, the
 * value is derived from the role's name.
 */
export function customValue({ value, displayName }: Named): string {
  return value ?? roleValue(displayName);
}

type Named = Pick<AccountRole, 'displayName'> & { readonly value?: string | undefined };

/**
 * Finds a role to which a file refers, either by value or by display name. Case, spaces, hyphens and underscores do not
 * matter.
 */
export function roleNamed<Role extends Named>(roles: readonly Role[], name: string): Role | undefined {
  return roles.find((role) => namesOf(role).includes(roleValue(name)));
}

/** Whether a name in a file could mean either of two roles. */
export function areNamedAlike(one: Named, other: Named): boolean {
  return namesOf(one).some((name) => namesOf(other).includes(name));
}

function namesOf(role: Named): string[] {
  return [customValue(role), role.displayName].map(roleValue);
}
