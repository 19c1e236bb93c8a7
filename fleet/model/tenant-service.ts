import { z } from 'zod';

import { name } from './name';
import { choice, flag } from './option-types';
import { rateSchema } from './rate';

/** Schema of `service` in a tenant's file: settings of this project's SCIM service for the tenant. */
export const tenantServiceSchema = z.strictObject({
  scimEnabled: flag()
    .default(true)
    .describe("The product's switch for SCIM. While it is off, every request for the tenant is answered with 403."),
  profile: choice({
    entra: 'As Entra intends them, where Entra departs from the RFC.',
    rfc: 'To the letter of RFC 7644. A POST for an existing user is always answered with 409.',
  })
    .default('entra')
    .describe('How requests are interpreted.'),
  restore: choice({
    'in-place': 'Reactivates the user with the same id and groups, and with the role and attributes from the POST.',
    refuse: 'Answers with 409.',
  })
    .default('in-place')
    .describe('How the service answers a POST for a user who exists but is inactive.'),
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
