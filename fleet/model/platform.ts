import { z } from 'zod';

import { resourceGroupId } from './azure-id';
import { type CloudConfig, cloudOptions } from './cloud-options';
import { type DatabaseOptions, databaseOptions } from './database-options';
import { identityOptions } from './identity-options';
import { type MonitoringConfig, monitoringOptions } from './monitoring-options';
import { type NetworkConfig, networkOptions } from './network-options';
import { type RegistryConfig, registryOptions } from './registry-options';
import { type ServiceOptions, serviceOptions } from './service-options';
import { type StateConfig, stateOptions } from './state-options';
import { tagOptions } from './tag-options';
import { type VaultConfig, vaultOptions } from './vault-options';

/** The Azure side that all tenants share, as `config/platform.yaml` describes it. */
export interface PlatformConfig {
  /** Prefix of every Azure resource name. Has to be unique in the world, since vault and database are. */
  readonly name: string;

  /** Subscription that hosts the service. */
  readonly subscriptionId: string;

  /** Directory (tenant) id that the subscription belongs to. */
  readonly hostTenantId: string;

  /** Azure region, for example `westeurope`. */
  readonly location: string;

  /** Image of the service, by digest. */
  readonly image: string;

  /** Undefined when the image can be pulled by anybody, or an Azure registry already lets the identities in. */
  readonly registry?: RegistryConfig | undefined;

  /** Resource group in which everything is made. Undefined for one of the platform's own. */
  readonly resourceGroupId?: string | undefined;

  readonly identities: z.output<typeof identityOptions>;

  /** Tags of every Azure resource that takes them. */
  readonly tags: Readonly<Record<string, string>>;

  readonly cloud: CloudConfig;
  readonly state: StateConfig;
  readonly network: NetworkConfig;
  readonly service: ServiceOptions;
  readonly database: DatabaseOptions;
  readonly vault: VaultConfig;
  readonly monitoring: MonitoringConfig;
}

/** The file as it is written. What only shows when several values are compared is checked by `platform-rules.ts`. */
export const platformSchema = z.strictObject({
  name: z
    .string('must be a prefix for Azure names, such as acme-scim')
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
    ),
  subscriptionId: z.guid('must be the subscription id (GUID)').toLowerCase(),
  hostTenantId: z.guid('must be the directory id (GUID) of the subscription').toLowerCase(),
  location: z.string('must be an Azure region').regex(/^[a-z0-9]+$/, 'must be an Azure region, such as westeurope'),
  image: z
    .string('must be the image of the service')
    .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, 'must name the image by digest (…@sha256:…), so that it never moves'),
  registry: registryOptions.optional(),
  resourceGroupId: resourceGroupId()
    .optional()
    .describe(
      'Resource group that is there, by its id, for everything that is made. Made when it is left out. One that was made ' +
        'can be given later: Terraform forgets it then, and it stays as it is.',
    ),
  identities: identityOptions.prefault({}),
  tags: tagOptions.default({}),
  cloud: cloudOptions.prefault({}),
  state: stateOptions.default('local'),
  network: networkOptions.prefault({}),
  service: serviceOptions.prefault({}),
  database: databaseOptions.prefault({}),
  vault: vaultOptions.prefault({}),
  monitoring: monitoringOptions.prefault({}),
});

export type PlatformFile = z.output<typeof platformSchema>;
