import { z } from 'zod';

import { flag, resourceGroup } from './option-types';

export const stateOptions = z
  .union(
    [
      z
        .literal('local')
        .describe('Files in the working directory, `terraform.<platform>.<stack>.tfstate`: for a first try.'),
      z
        .strictObject({
          resourceGroup: resourceGroup().describe('Resource group of the storage account.'),
          storageAccount: z
            .string('must be the name of a storage account')
            .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account: 3 to 24 lower-case letters and digits')
            .describe('Name of the storage account. Terraform signs in there with Entra, never with a key.'),
          container: z
            .string('must be the name of a blob container')
            .regex(
              /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
              'must be the name of a blob container: 3 to 63 lower-case letters, digits and single hyphens',
            )
            .optional()
            .describe('Container for all states, which Terraform does not create. Default: `tfstate`.'),
          containerPerStack: flag()
            .default(false)
            .describe(
              'Whether each stack has a container of its own, `<platform>-<stack>`, so that an identity that deploys ' +
                "one tenant need not be able to read another tenant's state. `npx entra-scim tenants containers` lists " +
                'them.',
            ),
          subscriptionId: z
            .guid('must be the subscription id (GUID)')
            .toLowerCase()
            .optional()
            .describe('Subscription of the storage account. Default: the one that hosts the service.'),
        })
        .describe('A storage account, in which each stack has the blob `<platform>/<stack>.tfstate`.'),
    ],
    'must be local, or an Azure storage account',
  )
  .default('local')
  .describe('Where Terraform keeps its state. A state contains tokens, so protect it as you protect tokens.');
