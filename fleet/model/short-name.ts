import { z } from 'zod';

/**
 * A name that goes into names of secrets and into logs. Like a tenant's slug it has no two hyphens in a row, which part
 * the words of such a name.
 *
 * @param what completes "must be …".
 */
export function shortName(what: string): z.ZodString {
  return z
    .string(`must be ${what}`)
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
    )
    .max(32, 'must have at most 32 characters');
}
