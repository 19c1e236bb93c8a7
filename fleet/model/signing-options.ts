import { z } from 'zod';

import { generation } from './token';

export const signingOptions = z
  .strictObject({
    generation: generation(1)
      .default(1)
      .describe(
        'Latest generation of the key. Raise it to rotate: receivers can fetch the new key, and nothing is signed with it yet.',
      ),
    signs: generation(1)
      .optional()
      .describe(
        'Generation that signs. Raise it once receivers have had time to fetch the new key; they keep keys for a day or ' +
          'less. Default: the oldest that is not retired.',
      ),
    retired: generation(0)
      .default(0)
      .describe(
        'Newest generation that receivers are no longer told of. Raise it once every token that it signed has arrived.',
      ),
  })
  .prefault({})
  .describe(
    'Generations of the key that signs security event tokens (ES256), counted from 1. It is made with the first stream of ' +
      '`push` or `poll`.',
  );

export type SigningConfig = z.output<typeof signingOptions>;

/**
 * Generations of the signing key that are published to receivers: first the generation that signs, then the others,
 * newest first.
 */
export function publishedGenerations({ generation, retired, signs = retired + 1 }: SigningConfig): number[] {
  const all = Array.from({ length: generation - retired }, (_, index) => generation - index);
  return [signs, ...all.filter((one) => one !== signs)];
}
