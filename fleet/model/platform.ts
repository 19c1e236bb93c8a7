import { z } from 'zod';

import { type PlatformNames, platformNames } from '../platform-names';
import { includeSchema } from '../yaml/include';

import { resourceGroupId } from './azure-id';
import { cloudOptions } from './cloud-options';
import { databaseOptions } from './database-options';
import { identityOptions } from './identity-options';
import { imageOption } from './image';
import { monitoringOptions } from './monitoring-options';
import { namingOptions } from './naming-options';
import { networkOptions } from './network-options';
import { readersSchema } from './readers';
import { registryOptions } from './registry-options';
import { serviceOptions } from './service-options';
import { signingOptions } from './signing-options';
import { stateOptions } from './state-options';
import { resolveStream, type StreamConfig } from './stream';
import { streamsSchema } from './stream-options';
import { tagOptions } from './tag-options';
import { vaultOptions } from './vault-options';

/** Schema of the platform's file. `platform-rules.ts` checks rules that involve several values. */
export const platformSchema = z.strictObject({
  name: z
    .string('must be a prefix for Azure names, such as acme-scim')
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
    )
    .describe(
      'Prefix of every Azure resource name and of every state: at most 21 lower-case letters, digits and single ' +
        'hyphens. Must be unique worldwide, because the names of the vault and the database must be. Never change ' +
        'it. Each environment needs a name of its own.',
    ),
  subscriptionId: z
    .guid('must be the subscription id (GUID)')
    .toLowerCase()
    .describe('Subscription that hosts the service.'),
  hostTenantId: z
    .guid('must be the directory id (GUID) of the subscription')
    .toLowerCase()
    .describe('Directory (tenant) id that the subscription belongs to.'),
  location: z
    .string('must be an Azure region')
    .regex(/^[a-z0-9]+$/, 'must be an Azure region, such as westeurope')
    .describe(
      'Azure region, such as westeurope. It must belong to the cloud in `cloud.environment`. `cdktf synth` warns of an ' +
        'unknown name.',
    ),
  image: imageOption,
  registry: registryOptions,
  resourceGroupId: resourceGroupId()
    .optional()
    .describe(
      'Id of an existing resource group for all resources. This may be the group that the platform created ' +
        'earlier: Terraform then forgets it, and it stays as it is. Default: one is created.',
    ),
  identities: identityOptions,
  naming: namingOptions,
  tags: tagOptions,
  service: serviceOptions,
  network: networkOptions,
  database: databaseOptions,
  vault: vaultOptions,
  readers: readersSchema
    .default([])
    .describe(
      'Clients that may read the users and groups of every tenant over SCIM, each with a token of its own. Default: none.',
    ),
  streams: streamsSchema
    .default([])
    .describe(
      'Receivers of events about changes in every tenant, also in future ones, by webhook or by security event tokens. ' +
        'Default: none.',
    ),
  signing: signingOptions,
  monitoring: monitoringOptions,
  state: stateOptions,
  cloud: cloudOptions,
  include: includeSchema,
});

export type PlatformFile = z.output<typeof platformSchema>;

/** The Azure resources that all tenants share, as `config/platform.yaml` describes them. */
export interface PlatformConfig extends Omit<PlatformFile, 'include' | 'streams'> {
  /** Receivers that get events about changes in every tenant. */
  readonly streams: readonly StreamConfig[];

  /** Names of the resources in Azure. */
  readonly names: PlatformNames;
}

/**
 * Converts the platform's file to the platform's configuration, with the names of all resources. Call this only for a
 * file without complaints.
 */
export function resolvePlatform({ include: _, ...file }: PlatformFile): PlatformConfig {
  return { ...file, streams: file.streams.map(resolveStream), names: platformNames(file) };
}
