import { z } from 'zod';

/** A string that is one line and not empty. `what` completes the complaint "must be …". */
export function name(what: string): z.ZodString {
  return z
    .string(`must be ${what}`)
    .trim()
    .min(1, `must be ${what}`)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
}
