import { z } from 'zod';

import { flag, resourceGroup } from './option-types';

/** Where Terraform keeps what it knows: in files beside the project, or in an Azure storage account. */
export type StateConfig = 'local' | AzureStateConfig;

export interface AzureStateConfig {
  readonly resourceGroup: string;
  readonly storageAccount: string;

  /** Container of all states. Undefined for `tfstate`. */
  readonly container?: string | undefined;

  /**
   * Whether each stack has a container of its own, named after the platform and the stack, so that the right to one
   * state is no right to another.
   */
  readonly containerPerStack: boolean;

  /** Subscription of the storage account. Undefined for the one that hosts the service. */
  readonly subscriptionId?: string | undefined;
}

export const stateOptions = z.union(
  [
    z.literal('local'),
    z.strictObject({
      resourceGroup: resourceGroup(),
      storageAccount: z
        .string('must be the name of a storage account')
        .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account: 3 to 24 lower-case letters and digits'),
      container: z
        .string('must be the name of a blob container')
        .regex(
          /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
          'must be the name of a blob container: 3 to 63 lower-case letters, digits and single hyphens',
        )
        .optional(),
      containerPerStack: flag().default(false),
      subscriptionId: z.guid('must be the subscription id (GUID)').toLowerCase().optional(),
    }),
  ],
  'must be local, or an Azure storage account',
);
