import { z } from 'zod';

/** Schema of a token's generation: a number from `from` to 10000. */
export const generation = (from: number) =>
  z
    .int('must be a whole number')
    .min(from, `must be ${from} or more`)
    .max(10_000, 'must be 10000 or less: generations increase one by one');

export const tokenSchema = z.strictObject({
  generation: generation(1).default(1).describe('Generation that Entra presents. Raise it to rotate the token.'),
  retired: generation(0)
    .default(0)
    .describe(
      'Newest generation that the service refuses. It accepts all later ones, up to `generation`. Raise it once ' +
        'Entra presents the new token.',
    ),
});

export type TokenConfig = z.output<typeof tokenSchema>;

/** Generations that the service accepts, oldest first. */
export function acceptedGenerations({ generation, retired }: TokenConfig): number[] {
  return Array.from({ length: generation - retired }, (_, index) => retired + 1 + index);
}
