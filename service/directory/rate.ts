import { z } from 'zod';

/** How many requests a client may send: on average, and in a burst after a pause. */
export interface Rate {
  readonly perSecond: number;

  /** Maximum number of requests in a burst after a pause. */
  readonly burst: number;
}

/** The rate of a tenant for which the registry sets no rate. */
export const DEFAULT_RATE: Rate = { perSecond: 500, burst: 2_000 };

const PER_SECOND = 'must be from 25 to 100000: Microsoft asks every SCIM endpoint for 25 requests a second per tenant';
const BURST = 'must be a whole number from perSecond to 1000000';

/** The format of a rate in the registry. */
export const rateSchema = z
  .strictObject({
    perSecond: z.int(PER_SECOND).min(25, PER_SECOND).max(100_000, PER_SECOND),
    burst: z.int(BURST).max(1_000_000, BURST),
  })
  .refine(({ perSecond, burst }) => burst >= perSecond, { path: ['burst'], error: BURST });
