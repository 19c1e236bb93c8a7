import { z } from 'zod';

import { count, slugSchema, time } from './schemas';
import { streamHealthSchema } from './stream-schemas';

/** Maximum number of tenants in an answer. */
export const TENANTS_MAX = 1_000;

export const tenantsQuery = z.strictObject({
  cursor: slugSchema.optional().describe('The `next` of the previous page.'),
  count: count(TENANTS_MAX),
});

const tokenSchema = z.object({
  id: z.string(),
  scope: z.enum(['provision', 'read']),
  expiresAt: time('When the token expires.').nullable(),
  knownSince: time('When the service first knew the token. The token itself may be older.').nullable(),
  lastUse: time('Time of the last accepted request with this token, some seconds late.').nullable(),
});

const countsSchema = z
  .object({
    at: time('When the numbers were counted.'),
    activeUsers: z.number().int(),
    inactiveUsers: z.number().int(),
    groups: z.number().int(),
    refusals: z
      .number()
      .int()
      .describe(
        'Number of requests, of Entra and of readers, that were refused in the 24 hours before and that history keeps.',
      ),
    refusedByHour: z
      .array(z.number().int())
      .describe(
        'Refused requests of Entra, also those that came too fast (429), in the hour of the count and in each of the 23 hours before, earliest first.',
      ),
  })
  .meta({ id: 'Counts', description: 'Numbers of users, groups and refused requests of a tenant.' });

export const readersSchema = z.object({ items: z.array(tokenSchema) });

export const tenantSchema = z
  .object({
    slug: slugSchema,
    plan: z.string(),
    scimEnabled: z.boolean(),
    managedBy: z
      .enum(['files', 'portal'])
      .describe("Source of the tokens and of the switch for SCIM: your files, or the account's admin in the portal."),
    refusal: z.string().nullable().describe('The reason why the tenant may not be provisioned. Null when it may.'),
    roles: z.array(z.string()).describe('Values of the account roles.'),
    defaultRole: z.string().nullable(),
    tokens: z.array(tokenSchema),
    streams: z
      .array(streamHealthSchema)
      .describe('The streams that deliver the events of the tenant, and streams that are no longer declared.'),
    isKnown: z
      .boolean()
      .describe(
        'False while the node of a database cluster with the data of the tenant is down. Its state is unknown then.',
      ),
    lastAccepted: time('Time of the last accepted request from Entra, some seconds late.').nullable(),
    lastRefused: time('Time of the last refused request from Entra, some seconds late.').nullable(),
    lastCall: z
      .object({ at: time('When the request arrived.'), tokenId: z.string(), verdict: z.enum(['accepted', 'refused']) })
      .nullable()
      .describe('The last request from Entra. If its token has been revoked since, `tokens` does not contain it.'),
    counts: countsSchema.nullable().describe('Null until the numbers have been counted once.'),
  })
  .meta({
    id: 'Tenant',
    description: 'A tenant with its settings and its state. The tokens themselves are never shown.',
  });
