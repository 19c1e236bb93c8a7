import { z } from 'zod';

import { PLANS, PLANS_WITH_SCIM } from '../../account/plan';
import { includeSchema } from '../yaml/include';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

import { type ApplicationConfig, applicationSchema, resolveApplication } from './application';
import { type Assignment, assignmentsSchema, formerOf, principalOf } from './assignments';
import { name } from './name';
import { choice, flag } from './option-types';
import { type ProvisioningConfig, provisioningSchema, resolveProvisioning } from './provisioning';
import { type ReaderConfig, readersSchema } from './readers';
import { roleNamed, rolesOf, rolesSchema, type TenantRole } from './roles';
import { shortName } from './short-name';
import { resolveStream, type StreamConfig } from './stream';
import { tenantStreamsSchema } from './stream-options';
import { type Takeover, resolveTakeover, takeoverSchema } from './takeover';
import { targetSchema } from './target';
import { type TenantServiceConfig, tenantServiceSchema } from './tenant-service';
import { acceptedGenerations, type TokenConfig, tokenSchema } from './token';

/** Schema of a tenant's file. `tenant-rules.ts` checks rules that involve several values. */
export const tenantSchema = z.strictObject({
  slug: shortName('a short name for the tenant, such as contoso').describe(
    'Short name of the tenant: at most 32 lower-case letters, digits and single hyphens. Names its stack (`tenant-<slug>`), ' +
      'its state and the tenant in the service. Never reused for another tenant.',
  ),
  entraTenantId: z
    .guid('must be the directory id (GUID) of the Entra tenant')
    .toLowerCase()
    .describe('Directory (tenant) id of the Entra tenant that provisions.'),
  displayName: name('the name that admins see in Entra')
    .max(120, 'must have at most 120 characters')
    .describe('Name of the enterprise application that its admins see, at most 120 characters.'),
  plan: z
    .enum(PLANS, `must be one of ${PLANS.join(', ')}`)
    .optional()
    .describe(
      'Plan of the account; SCIM requires `enterprise` or `business_critical`. With any other plan, an account of ' +
        '`managedBy: portal` cannot switch SCIM on. Only for tenants of the companion service, and required for them. Default: none.',
    ),
  roles: rolesSchema,
  assignments: assignmentsSchema,
  application: applicationSchema,
  provisioning: provisioningSchema,
  target: targetSchema,
  managedBy: choice({
    files: 'This file: the token is made here, and the application in Entra is created from it.',
    portal:
      "The account's admin, in the portal: the admin generates tokens, switches SCIM on and sets up Entra. Nothing is created in " +
      'Entra, and the vault has no token of the tenant.',
  })
    .default('files')
    .describe('Who manages the connection to Entra. `portal` requires the companion service.'),
  token: tokenSchema
    .optional()
    .describe(
      'Generations of the bearer token that Entra presents, counted from 1. Only for tenants of the companion service. ' +
        'Default: the first generation.',
    ),
  readers: readersSchema
    .optional()
    .describe(
      'Clients that may read the users and groups of this tenant over SCIM, each with a token of its own. Only for tenants of ' +
        'the companion service. Default: none.',
    ),
  streams: tenantStreamsSchema
    .optional()
    .describe(
      'Receivers of events about changes in this tenant, by webhook or by security event tokens. Only for tenants of the ' +
        'companion service. Default: none.',
    ),
  service: tenantServiceSchema
    .optional()
    .describe('How the companion service treats the tenant. Only for tenants of that service. Default: as below.'),
  wave: z
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .max(99, 'must be 99 or less')
    .default(1)
    .describe('Wave of a rollout in which the tenant is deployed. Wave 0, the canaries, comes first.'),
  state: choice({
    present: 'Everything in the file is deployed.',
    absent: 'Everything that the tenant has in Entra is removed. Needs `deletionProtection: false`.',
  })
    .default('present')
    .describe('Whether the tenant is deployed or removed.'),
  deletionProtection: flag()
    .default(true)
    .describe(
      "Whether Terraform refuses every plan that would delete the application, and with it everybody's access.",
    ),
  import: takeoverSchema,
  include: includeSchema,
});

export type TenantFile = z.output<typeof tenantSchema>;

/** An Entra tenant whose users and groups are provisioned. Each tenant has a file in `config/tenants/`. */
export interface TenantConfig extends Pick<
  TenantFile,
  'slug' | 'state' | 'entraTenantId' | 'displayName' | 'wave' | 'deletionProtection'
> {
  /** Path of the file, relative to the working directory. */
  readonly file: string;

  /** Roles of the application, standard roles first. */
  readonly roles: readonly TenantRole[];
  readonly assignments: readonly Assignment[];
  readonly application: ApplicationConfig;
  readonly provisioning: ProvisioningConfig;
  readonly target: Target;

  /** Existing objects that Terraform takes over instead of creating new ones. Undefined if there are none. */
  readonly takeover: Takeover | undefined;
}

/**
 * The endpoint that Entra provisions into: this project's own SCIM service (`companion`), or an external SCIM endpoint.
 */
export type Target =
  | {
      readonly kind: 'companion';

      /**
       * How the tenant's connection to Entra is managed. `files`: by this project's stacks. `portal`: by the account's
       * admin, in the service's portal. In that case, the tenant has no stack, and no token in the vault.
       */
      readonly managedBy: TenantFile['managedBy'];
      readonly plan: NonNullable<TenantFile['plan']>;
      readonly token: TokenConfig;
      readonly service: TenantServiceConfig;

      /** Clients that may read this tenant's users and groups. */
      readonly readers: readonly ReaderConfig[];

      /** Receivers that get events about changes in this tenant. */
      readonly streams: readonly StreamConfig[];
    }
  | ({ readonly kind: 'external' } & Exclude<TenantFile['target'], string>);

/**
 * A tenant in the service's registry. `provisioning` is undefined for a tenant whose file is gone, since nobody knows
 * whether the tenant's job runs.
 */
export type ServedTenant = Pick<TenantConfig, 'slug' | 'entraTenantId' | 'displayName' | 'roles' | 'target'> & {
  readonly provisioning?: Pick<ProvisioningConfig, 'enabled'>;
};

/**
 * Whether a tenant has a stack, which manages its objects in Entra. False for a tenant whose admin uses the service's
 * portal to set up Entra.
 */
export function hasStack({ target }: Pick<TenantConfig, 'target'>): boolean {
  return target.kind === 'external' || target.managedBy === 'files';
}

/**
 * Token generations with which Entra may provision a tenant, oldest first. Empty if the tenant has no token in the
 * vault.
 */
export function provisioningGenerations(target: Target): number[] {
  return target.kind === 'companion' && target.managedBy === 'files' ? acceptedGenerations(target.token) : [];
}

/** The data about a tenant that is needed by the stack that removes the tenant. */
export type LeavingTenant = Pick<TenantConfig, 'slug' | 'entraTenantId'> & {
  readonly target: Pick<Target, 'kind'>;
};

/**
 * Converts a tenant's file to the tenant's configuration, with roles and defaults filled in. Call this only for a file
 * without complaints.
 */
export function resolveTenant(source: YamlFile, file: TenantFile): TenantConfig {
  const { slug, state, entraTenantId, displayName, wave, deletionProtection } = file;
  const roles = rolesOf(file.roles);
  const valueOf = (role: string) => roleNamed(roles, role)?.value ?? role;
  return {
    file: source.name,
    slug,
    state,
    entraTenantId,
    displayName,
    wave,
    deletionProtection,
    roles,
    assignments: file.assignments.map((entry, index) => ({
      principal: principalOf(entry),
      role: valueOf(entry.role),
      former: formerOf(entry),
      place: placeOf(source, ['assignments', index]),
    })),
    application: resolveApplication(source, file.application),
    provisioning: resolveProvisioning(file.provisioning),
    target: file.target === 'companion' ? companionOf(file, valueOf) : { kind: 'external', ...file.target },
    takeover: file.import && resolveTakeover(file.import, roles),
  };
}

function companionOf(
  { managedBy, plan, token, service, readers, streams = [] }: TenantFile,
  valueOf: (role: string) => string,
): Target {
  const { defaultRole: role, ...rest } = service ?? tenantServiceSchema.parse({});
  return {
    kind: 'companion',
    managedBy,
    plan: plan ?? PLANS_WITH_SCIM[0],
    token: token ?? tokenSchema.parse({}),
    service: {
      ...rest,
      scimEnabled: rest.scimEnabled && managedBy === 'files', // the admin switches it on in the portal
      defaultRole: role === undefined ? undefined : valueOf(role),
    },
    readers: readers ?? [],
    streams: streams.map(resolveStream),
  };
}
