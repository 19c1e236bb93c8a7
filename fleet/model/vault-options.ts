import { z } from 'zod';

import { addressRanges, objectId, wholeNumber } from './option-types';

const objectIds = () => z.array(objectId(), 'must be a list of object ids');

export const vaultOptions = z
  .strictObject({
    writers: objectIds()
      .default([])
      .describe(
        'Identities that deploy the platform, and so write tokens. Name them where one identity plans and another applies: ' +
          'otherwise each plan would take the right over. Default: whoever runs Terraform.',
      ),
    readers: objectIds()
      .default([])
      .describe(
        'Identities that may read the tokens of all tenants, such as a pipeline that deploys every tenant. Default: only the writers.',
      ),
    tenantReaders: z
      .record(
        z.string(),
        objectIds().describe('Identities that may read the tokens of this tenant.'),
        "must be a map of tenants' slugs to lists of object ids",
      )
      .default({})
      .describe(
        'Identities that may read the tokens of one tenant alone, by its slug: `{ contoso: [5f1d7c1e-…] }`. ' +
          'Default: only writers and readers.',
      ),
    softDeleteRetentionDays: wholeNumber(7, 90)
      .default(30)
      .describe('Days for which a deleted token can be brought back. Cannot be changed once the vault is made.'),
    allowedAddresses: addressRanges()
      .default([])
      .describe(
        'Public addresses from which the vault can be reached. Whoever deploys has to come from one of them. ' +
          'Default: all addresses, with a role.',
      ),
  })
  .prefault({})
  .describe('The key vault that holds the tokens of all tenants, and who may do what there.');
