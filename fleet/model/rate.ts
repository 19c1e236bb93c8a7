import { z } from 'zod';

import { wholeNumber } from './option-types';

/** How many requests a replica takes from a tenant: on average, and at once after a rest. */
export interface RateConfig {
  readonly perSecond: number;
  readonly burst: number;
}

const PER_SECOND =
  'must be a whole number from 25 to 100000, because Microsoft asks every SCIM endpoint for 25 requests a second per tenant';

export const rateSchema = z
  .strictObject({
    perSecond: z.int(PER_SECOND).min(25, PER_SECOND).max(100_000, PER_SECOND),
    burst: wholeNumber(25, 1_000_000),
  })
  .refine(({ perSecond, burst }) => burst >= perSecond, {
    path: ['burst'],
    error: 'must be at least perSecond, or not even a second could be used up',
  });
