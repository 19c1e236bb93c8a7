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
    entra: 'As Entra means them.',
    rfc: 'To the letter of RFC 7644. A POST for a person who exists is answered 409 in any case.',
  })
    .default('entra')
    .describe('How requests are understood.'),
  restore: choice({
    'in-place': 'Restores that user under the same id, with the same groups, and the role and attributes of the POST.',
    refuse: 'Answers 409.',
  })
    .default('in-place')
    .describe('How a POST treats a person who exists but is inactive.'),
  defaultRole: name('the value of a role')
    .optional()
    .describe('Role of users whom Entra sends without one, by value or by name. Default: none.'),
  rate: rateSchema
    .optional()
    .describe("Requests that each replica takes from this tenant. Default: `service.rate` of the platform's file."),
});

export type TenantServiceConfig = z.output<typeof tenantServiceSchema>;
