import { z } from 'zod';

/** A text of one line, not empty. `what` completes "must be …". */
export function name(what: string): z.ZodString {
  return z
    .string(`must be ${what}`)
    .trim()
    .min(1, `must be ${what}`)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');
}
