import { z } from 'zod';

import { type Plan, PLANS, PLANS_WITH_SCIM } from '../../account/plan';
import type { Principal } from '../../entra/principal';
import { includeSchema } from '../yaml/include';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

import { type ApplicationConfig, applicationSchema, resolveApplication } from './application';
import { name } from './name';
import { formerOf, principalOf } from './principal-entry';
import { type ProvisioningConfig, provisioningSchema, resolveProvisioning } from './provisioning';
import { type RateConfig, rateSchema } from './rate';
import { roleNamed, rolesOf, rolesSchema, type TenantRole } from './roles';
import { type Takeover, resolveTakeover, takeoverSchema } from './takeover';

/** One Entra tenant whose users and groups are provisioned, as its file in `config/tenants/` describes it. */
export interface TenantConfig {
  /** The file, relative to the working directory. */
  readonly file: string;

  /** Names the stack, the state and the tenant in the service. Never reused for another tenant. */
  readonly slug: string;

  /** Directory (tenant) id of the Entra tenant that provisions. */
  readonly entraTenantId: string;

  /** Name of the enterprise application that its admins see. */
  readonly displayName: string;

  /** Roles that can be assigned, standard ones first. */
  readonly roles: readonly TenantRole[];

  /** Who gets which role. */
  readonly assignments: readonly Assignment[];

  readonly application: ApplicationConfig;

  /** Whether Terraform refuses every plan that would delete the application. */
  readonly deletionProtection: boolean;

  /** When the tenant's turn is in a rollout: those of wave 0, the canaries, come first. */
  readonly wave: number;

  /** What exists already and is taken over instead of being made. */
  readonly takeover: Takeover | undefined;

  readonly provisioning: ProvisioningConfig;

  readonly target: Target;
}

/** What the platform needs to know of a tenant. Of one whose file is gone nobody knows whether its job runs. */
export type ServedTenant = Pick<TenantConfig, 'slug' | 'entraTenantId' | 'displayName' | 'roles' | 'target'> & {
  readonly provisioning?: Pick<ProvisioningConfig, 'enabled'>;
};

/** What a stack needs to know of a tenant that it removes. */
export type LeavingTenant = Pick<TenantConfig, 'slug' | 'entraTenantId'> & {
  readonly target: Pick<Target, 'kind'>;
};

export interface Assignment {
  readonly principal: Principal;

  /** Value of one of the tenant's roles. */
  readonly role: string;

  /** The principal under the name that it had before, by which the state knows it. Undefined where it had no other. */
  readonly former: Principal | undefined;

  /** Where the assignment is written, for example `config/tenants/contoso.yaml:14`. */
  readonly place: string;
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

  /** Undefined for the platform's. */
  readonly rate: RateConfig | undefined;
}

/** Generations that the service accepts, oldest first. */
export function acceptedGenerations({ generation, retired }: TokenConfig): number[] {
  return Array.from({ length: generation - retired }, (_, index) => retired + 1 + index);
}

/** Names that Terraform refuses for a variable. */
const RESERVED_VARIABLES = ['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals'];

const was = name('the name or object id that stood here before')
  .optional()
  .describe('What stood here before, when the same group or user is named otherwise now.');

const assignment = z.union(
  [
    z.strictObject({ group: name('a group, by display name or object id'), role: name('the value of a role'), was }),
    z.strictObject({ user: name('a user, by principal name or object id'), role: name('the value of a role'), was }),
  ],
  'must be a group or a user with a role, such as { group: Data Team, role: account_reviewer }',
);

const TOO_MANY = 'must be 10000 or less: generations count up one by one';

/** The file as it is written. What only shows when several values are compared is checked by `tenant-rules.ts`. */
export const tenantSchema = z.strictObject({
  slug: z
    .string('must be a short name for the tenant, such as contoso')
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
    )
    .max(32, 'must have at most 32 characters')
    .describe('Names stack, state and tenant. Never reused for another tenant.'),
  state: z
    .enum(['present', 'absent'], 'must be present or absent')
    .default('present')
    .describe('absent plans the removal of all that the tenant has in Entra.'),
  deletionProtection: z
    .boolean('must be true or false')
    .default(true)
    .describe('Whether Terraform refuses every plan that would delete the application.'),
  wave: z
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .max(99, 'must be 99 or less')
    .default(1)
    .describe('When its turn is in a rollout: wave 0, the canaries, comes first.'),
  application: applicationSchema,
  import: takeoverSchema,
  entraTenantId: z
    .guid('must be the directory id (GUID) of the Entra tenant')
    .describe('Directory (tenant) id of the Entra tenant that provisions.'),
  displayName: name('the name that admins see in Entra')
    .max(120, 'must have at most 120 characters')
    .describe('Name of the enterprise application.'),
  plan: z
    .enum(PLANS, `must be one of ${PLANS.join(', ')}`)
    .optional()
    .describe('Plan of the account. Companion tenants only.'),
  roles: rolesSchema,
  assignments: z
    .array(assignment, 'must be a list of assignments')
    .default([])
    .describe('Who gets which role: a group or a user, by name or object id.'),
  provisioning: provisioningSchema.describe('How Entra provisions: mappings, scope, credentials, and whether it runs.'),
  token: z
    .strictObject({
      generation: z.int('must be a whole number').min(1, 'must be 1 or more').max(10_000, TOO_MANY).default(1),
      retired: z.int('must be a whole number').min(0, 'must be 0 or more').max(10_000, TOO_MANY).default(0),
    })
    .optional()
    .describe('Bearer token of the tenant. Companion tenants only.'),
  service: z
    .strictObject({
      scimEnabled: z.boolean('must be true or false').default(true),
      profile: z.enum(['entra', 'rfc'], 'must be entra or rfc').default('entra'),
      restore: z.enum(['in-place', 'refuse'], 'must be in-place or refuse').default('in-place'),
      defaultRole: name('the value of a role').optional(),
      rate: rateSchema.optional(),
    })
    .optional()
    .describe('How the companion service treats the tenant. Companion tenants only.'),
  target: z
    .union(
      [
        z.literal('companion'),
        z.strictObject({
          tenantUrl: name('the SCIM base URL').superRefine((url, context) => {
            const flaw = tenantUrlFlaw(url);
            if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
          }),
          tokenVariable: name('the Terraform variable that holds the token')
            .regex(/^[a-z][a-z0-9_]*$/, 'must be a Terraform variable name: lower-case letters, digits and underscores')
            .refine(
              (variable) => !RESERVED_VARIABLES.includes(variable),
              `must be another name than those that Terraform reserves: ${RESERVED_VARIABLES.join(', ')}`,
            )
            .refine(
              (variable) => !/^(?=.*\d)[a-z0-9]{20,}$/.test(variable),
              'must be the name of a variable, not the token: what stands here is synthesized and shown in plans',
            ),
        }),
      ],
      'must be companion, or an endpoint that is not ours',
    )
    .default('companion')
    .describe('The companion service, or a SCIM endpoint that is not ours.'),
  include: includeSchema,
});

export type TenantFile = z.output<typeof tenantSchema>;

/** The tenant that a file means, with roles and defaults spelled out. Call it on a file without complaints. */
export function resolveTenant(source: YamlFile, file: TenantFile): TenantConfig {
  const roles = rolesOf(file.roles);
  const valueOf = (name: string) => roleNamed(roles, name)?.value ?? name;
  return {
    file: source.name,
    slug: file.slug,
    entraTenantId: file.entraTenantId.toLowerCase(),
    displayName: file.displayName,
    roles,
    assignments: file.assignments.map((entry, index) => ({
      principal: principalOf(entry),
      role: valueOf(entry.role),
      former: formerOf(entry),
      place: placeOf(source, ['assignments', index]),
    })),
    application: resolveApplication(source, file.application),
    deletionProtection: file.deletionProtection,
    wave: file.wave,
    takeover: file.import && resolveTakeover(file.import, roles),
    provisioning: resolveProvisioning(file.provisioning),
    target:
      file.target === 'companion'
        ? {
            kind: 'companion',
            plan: file.plan ?? PLANS_WITH_SCIM[0],
            token: file.token ?? { generation: 1, retired: 0 },
            service: serviceOf(file, valueOf),
          }
        : { kind: 'external', ...file.target },
  };
}

function serviceOf({ service }: TenantFile, valueOf: (role: string) => string): ServiceConfig {
  const { scimEnabled = true, profile = 'entra', restore = 'in-place', defaultRole: role, rate } = service ?? {};
  return { scimEnabled, profile, restore, defaultRole: role === undefined ? undefined : valueOf(role), rate };
}

/** Parameters of a URL by whose name one knows that they hold a credential. */
const CREDENTIAL_PARAMETER = /token|secret|passw|api-?_?key|^(key|code|sig|signature|auth|authorization)$/i;

/** Why Entra could not use a tenant URL. Undefined when it can. */
function tenantUrlFlaw(text: string): string | undefined {
  if (!text.startsWith('https://')) return 'must be an https URL, because Entra provisions over TLS only';
  if (!URL.canParse(text) || /\s/.test(text)) return 'must be a URL, such as https://scim.example.com/v2';
  const { username, password, hash, pathname, searchParams } = new URL(text);
  if (username !== '' || password !== '') return 'must hold no user or password: it is shown to everybody who reviews';
  if ([...searchParams.keys()].some((key) => CREDENTIAL_PARAMETER.test(key))) {
    return 'must hold no token in its query: it is shown to everybody who reviews; hand it in as tokenVariable';
  }
  if (hash !== '') return 'must have no fragment';
  return pathname.endsWith('/')
    ? 'must have a path that ends without a slash, because Entra appends /Users'
    : undefined;
}
