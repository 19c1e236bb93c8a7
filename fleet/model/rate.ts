import { z } from 'zod';

import { wholeNumber } from './option-types';

const PER_SECOND =
  'must be a whole number from 25 to 100000, because Microsoft asks every SCIM endpoint for 25 requests a second per tenant';

/**
 * Schema of the request rate that each replica accepts from a tenant. Requests above the rate are answered with 429.
 */
export const rateSchema = z
  .strictObject({
    perSecond: z
      .int(PER_SECOND)
      .min(25, PER_SECOND)
      .max(100_000, PER_SECOND)
      .describe('Requests per second, on average. At least 25, which Microsoft asks of every SCIM endpoint.'),
    burst: wholeNumber(25, 1_000_000).describe(
      'Number of requests accepted in one burst after a pause. At least `perSecond`.',
    ),
  })
  .refine(({ perSecond, burst }) => burst >= perSecond, {
    path: ['burst'],
    error: 'must be at least perSecond, because otherwise a client could never reach that rate',
  });

export type RateConfig = z.output<typeof rateSchema>;
