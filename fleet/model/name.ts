import { z } from 'zod';

/** Schema of a string that is not empty and has only one line. `what` completes the complaint "must be …". */
export function name(what: string): z.ZodString {
  return z
    .string(`must be ${what}`)
    .trim()
    .min(1, `must be ${what}`)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
}
