import { z } from 'zod';

/**
 * Schema of a name that is used in names of secrets and in logs. Like a tenant's slug, it must not contain two hyphens
 * in a row, because double hyphens separate the parts of a secret's name.
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
