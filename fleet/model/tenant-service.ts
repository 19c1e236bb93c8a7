import { z } from 'zod';

import { name } from './name';
import { choice, flag } from './option-types';
import { rateSchema } from './rate';

/** How the companion service treats a tenant. */
export const tenantServiceSchema = z.strictObject({
  scimEnabled: flag()
    .default(true)
    .describe("The product's switch for SCIM. While it is off, every request of the tenant is answered 403."),
  profile: choice({
    entra: 'As Entra means them, where it departs from the RFC.',
    rfc: 'To the letter of RFC 7644. A POST for a person who exists is answered 409 in any case.',
  })
    .default('entra')
    .describe('How requests are interpreted.'),
  restore: choice({
    'in-place': 'Restores that user under the same id, with the same groups, and the role and attributes of the POST.',
    refuse: 'Answers with 409.',
  })
    .default('in-place')
    .describe('How a POST treats a person who exists but is inactive.'),
  defaultRole: name('the value of a role')
    .optional()
    .describe('Role given to users whom Entra sends without a role, by value or by name. Default: none.'),
  rate: rateSchema
    .optional()
    .describe(
      "Request rate that each replica accepts from this tenant. Default: `service.rate` of the platform's file.",
    ),
});

export type TenantServiceConfig = z.output<typeof tenantServiceSchema>;
