import { z } from 'zod';

import { DEFAULT_RATE, rateSchema } from './rate';
import { signingSchema, streamsSchema } from './stream-schema';

const ROLE = 'must be a map such as { "value": "account_reviewer", "displayName": "Account Reviewer" }';
const DIGEST = 'must be the SHA-256 of the token, as 64 hex digits in lower case';

const text = (example: string) => {
  const error = `must be a text such as '${example}'`;
  return z.string(error).min(1, error);
};
const list = (of: string) => `must be a list of ${of}`;

const tokensSchema = z.array(
  z.strictObject(
    {
      id: text('gen-1'),
      sha256: z.string(DIGEST).regex(/^[0-9a-f]{64}$/, DIGEST),
      expiresAt: z.iso
        .datetime({ offset: true, error: "must be an instant such as '2027-06-01T00:00:00Z'" })
        .optional(),
    },
    'must be a map such as { "id": "gen-1", "sha256": "…" }',
  ),
  list('tokens'),
);

/**
 * The format of the tenant registry. It lists tenants, each with its own tokens, readers and streams. It also lists
 * readers and streams that are for all tenants together. The registry contains only the digests of tokens, and only the
 * names of other secrets.
 *
 * A tenant with `managedBy: 'portal'` has no `tokens` in the registry. Its `scimEnabled` applies only until the
 * account's admin uses the switch in the portal.
 */
export const registrySchema = z.strictObject({
  tenants: z.array(
    z.strictObject({
      slug: text('contoso'),
      plan: text('enterprise'),
      managedBy: z.enum(['files', 'portal'], "must be 'files' or 'portal'").default('files'),
      scimEnabled: z.boolean('must be true or false'),
      roles: z.array(
        z.strictObject({ value: text('account_reviewer'), displayName: text('Account Reviewer') }, ROLE),
        list('roles'),
      ),
      profile: z.enum(['entra', 'rfc'], "must be 'entra' or 'rfc'").default('entra'),
      restore: z.enum(['in-place', 'refuse'], "must be 'in-place' or 'refuse'").default('in-place'),
      defaultRole: text('account_reviewer').optional(),
      rate: rateSchema.default(DEFAULT_RATE),
      tokens: tokensSchema,
      readers: tokensSchema.default([]),
      streams: streamsSchema.default([]),
    }),
    list('tenants'),
  ),
  readers: tokensSchema.default([]),
  streams: streamsSchema.default([]),
  signing: signingSchema.optional(),
});

export type RegistryFile = z.output<typeof registrySchema>;
