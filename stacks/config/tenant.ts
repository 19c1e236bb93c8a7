import { z } from 'zod';

import {
  type AccountRole,
  isResourceRole,
  isTemplateRole,
  roleValue,
  STANDARD_ACCOUNT_ROLES,
} from '../../account/account-role';
import { type Plan, PLANS, PLANS_WITH_SCIM } from '../../account/plan';
import { isObjectId, type Principal } from '../../constructs/entra/principal';

import { type ProvisioningConfig, provisioningSchema, resolveProvisioning } from './provisioning';

/** One Entra tenant whose users and groups are provisioned, as its file in `config/tenants/` describes it. */
export interface TenantConfig {
  /** Names the stack, the state and the tenant in the service. Never reused for another tenant. */
  readonly slug: string;

  /** Directory (tenant) id of the Entra tenant that provisions. */
  readonly entraTenantId: string;

  /** Name of the enterprise application that its admins see. */
  readonly displayName: string;

  /** Roles that can be assigned, standard ones first. */
  readonly roles: readonly AccountRole[];

  /** Who gets which role. */
  readonly assignments: readonly Assignment[];

  readonly provisioning: ProvisioningConfig;

  readonly target: Target;
}

export interface Assignment {
  readonly principal: Principal;

  /** Value of one of the tenant's roles. */
  readonly role: string;
}

/** Where Entra provisions to: the companion service of this repository, or a SCIM endpoint that is not ours. */
export type Target =
  | { readonly kind: 'companion'; readonly plan: Plan; readonly token: TokenConfig; readonly service: ServiceConfig }
  | { readonly kind: 'external'; readonly tenantUrl: string; readonly tokenVariable: string };

/** Tokens of a tenant, counted from 1. Raise `generation` to rotate, then `retired` once Entra uses the new one. */
export interface TokenConfig {
  /** Generation that Entra presents. */
  readonly generation: number;

  /** Last generation that the service refuses. All above it, up to `generation`, are accepted. */
  readonly retired: number;
}

/** How the companion service treats a tenant. */
export interface ServiceConfig {
  /** The product's switch for SCIM: while it is off, the service refuses every request of the tenant. */
  readonly scimEnabled: boolean;

  /** How requests are understood: as Entra means them, or as RFC 7644 has it to the letter. */
  readonly profile: 'entra' | 'rfc';

  /** What a POST does for a user who exists but is inactive: restores that user under the same id, or answers 409. */
  readonly restore: 'in-place' | 'refuse';

  /** Value of the role that a user gets whom Entra sends without one. Undefined for none. */
  readonly defaultRole: string | undefined;
}

/** Generations that the service accepts, oldest first. */
export function acceptedGenerations({ generation, retired }: TokenConfig): number[] {
  return Array.from({ length: generation - retired }, (_, index) => retired + 1 + index);
}

/** Names that Terraform refuses for a variable. */
const RESERVED_VARIABLES = ['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals'];

const name = (what: string) =>
  z
    .string(`must be ${what}`)
    .trim()
    .min(1, `must be ${what}`)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');
const standardValues = STANDARD_ACCOUNT_ROLES.map(({ value }) => value);

const customRole = z.strictObject(
  {
    displayName: name('the name of the role, such as Data Steward')
      .max(120, 'must have at most 120 characters')
      .regex(
        /^[a-z0-9][a-z0-9 _-]*$/i,
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
      ),
    description: name('a sentence that tells an admin what the role allows'),
  },
  'must be a role with displayName and description',
);

const assignment = z.union(
  [
    z.strictObject({ group: name('a group, by display name or object id'), role: name('the value of a role') }),
    z.strictObject({ user: name('a user, by principal name or object id'), role: name('the value of a role') }),
  ],
  'must be a group or a user with a role, such as { group: Data Team, role: account_reviewer }',
);

const TOO_MANY = 'must be 10000 or less: generations count up one by one';

/** The file as it is written. What only shows when several values are compared is checked by `tenant-rules.ts`. */
export const tenantSchema = z.strictObject(
  {
    slug: z
      .string('must be a short name for the tenant, such as contoso')
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
      )
      .max(32, 'must have at most 32 characters'),
    entraTenantId: z.guid('must be the directory id (GUID) of the Entra tenant'),
    displayName: name('the name that admins see in Entra').max(120, 'must have at most 120 characters'),
    plan: z.enum(PLANS, `must be one of ${PLANS.join(', ')}`).optional(),
    roles: z
      .strictObject(
        {
          standard: z
            .union(
              [z.literal('all'), z.array(z.enum(standardValues, `must be one of ${standardValues.join(', ')}`))],
              `must be all, or a list of ${standardValues.join(', ')}`,
            )
            .default('all'),
          custom: z.array(customRole, 'must be a list of roles with displayName and description').default([]),
        },
        'must hold standard and custom roles',
      )
      .default({ standard: 'all', custom: [] }),
    assignments: z.array(assignment, 'must be a list of assignments').default([]),
    provisioning: provisioningSchema,
    token: z
      .strictObject(
        {
          generation: z.int('must be a whole number').min(1, 'must be 1 or more').max(10_000, TOO_MANY).default(1),
          retired: z.int('must be a whole number').min(0, 'must be 0 or more').max(10_000, TOO_MANY).default(0),
        },
        'must be a map with the keys generation and retired',
      )
      .optional(),
    service: z
      .strictObject(
        {
          scimEnabled: z.boolean('must be true or false').default(true),
          profile: z.enum(['entra', 'rfc'], 'must be entra or rfc').default('entra'),
          restore: z.enum(['in-place', 'refuse'], 'must be in-place or refuse').default('in-place'),
          defaultRole: name('the value of a role').optional(),
        },
        'must be a map with the keys scimEnabled, profile, restore and defaultRole',
      )
      .optional(),
    target: z
      .union(
        [
          z.literal('companion'),
          z.strictObject({
            tenantUrl: name('the SCIM base URL').superRefine((url, context) => {
              const flaw = tenantUrlFlaw(url);
              // A URL that holds a password must not come back in the complaint.
              const params = { secret: url.includes('@') };
              if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw, params });
            }),
            tokenVariable: name('the Terraform variable that holds the token')
              .regex(
                /^[a-z][a-z0-9_]*$/,
                'must be a Terraform variable name: lower-case letters, digits and underscores',
              )
              .refine(
                (variable) => !RESERVED_VARIABLES.includes(variable),
                'must not be a name that Terraform reserves',
              ),
          }),
        ],
        'must be companion, or an endpoint with tenantUrl and tokenVariable',
      )
      .default('companion'),
  },
  'must be a tenant with slug, entraTenantId and displayName',
);

export type TenantFile = z.output<typeof tenantSchema>;

/** The tenant that a file means, with roles and defaults spelled out. Call it on a file without complaints. */
export function resolveTenant(file: TenantFile): TenantConfig {
  return {
    slug: file.slug,
    entraTenantId: file.entraTenantId.toLowerCase(),
    displayName: file.displayName,
    roles: rolesOf(file),
    assignments: file.assignments.map((entry) => ({
      principal:
        'group' in entry
          ? { kind: 'group', reference: spelled(entry.group) }
          : { kind: 'user', reference: spelled(entry.user) },
      role: roleValue(entry.role),
    })),
    provisioning: resolveProvisioning(file.provisioning),
    target:
      file.target === 'companion'
        ? {
            kind: 'companion',
            plan: file.plan ?? PLANS_WITH_SCIM[0],
            token: file.token ?? { generation: 1, retired: 0 },
            service: serviceOf(file),
          }
        : { kind: 'external', ...file.target },
  };
}

/** Roles that the file declares: the standard ones in their own order, then custom ones in the file's. */
export function rolesOf({ roles: { standard, custom } }: TenantFile): AccountRole[] {
  return [
    ...STANDARD_ACCOUNT_ROLES.filter(({ value }) => standard === 'all' || standard.includes(value)),
    ...custom.map(({ displayName, description }) => ({ value: roleValue(displayName), displayName, description })),
  ];
}

function serviceOf({ service }: TenantFile): ServiceConfig {
  const { scimEnabled = true, profile = 'entra', restore = 'in-place', defaultRole } = service ?? {};
  return { scimEnabled, profile, restore, defaultRole: defaultRole === undefined ? undefined : roleValue(defaultRole) };
}

/** Graph writes object ids in lower case; Terraform would see any other spelling as a change. */
function spelled(reference: string): string {
  return isObjectId(reference) ? reference.toLowerCase() : reference;
}

/** Why Entra could not use a tenant URL. Undefined when it can. */
function tenantUrlFlaw(text: string): string | undefined {
  if (!text.startsWith('https://')) return 'must be an https URL, because Entra provisions over TLS only';
  if (!URL.canParse(text) || /\s/.test(text)) return 'must be a URL, such as https://scim.example.com/v2';
  const { username, password, hash, pathname } = new URL(text);
  if (username !== '' || password !== '') return 'must hold no user or password: it is shown to everybody who reviews';
  if (hash !== '') return 'must have no fragment';
  return pathname.endsWith('/')
    ? 'must have a path that ends without a slash, because Entra appends /Users'
    : undefined;
}
