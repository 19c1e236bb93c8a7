import { z } from 'zod';

import { generation } from './token';

export const signingOptions = z
  .strictObject({
    generation: generation(1)
      .default(1)
      .describe('Latest generation of the key. Raise it to rotate: the new key is published, but does not sign yet.'),
    signs: generation(1)
      .optional()
      .describe(
        'Generation that signs. Raise it once receivers have had time to fetch the new key; they cache keys for up to ' +
          'a day. Default: the oldest generation that is not retired.',
      ),
    retired: generation(0)
      .default(0)
      .describe(
        'Newest generation that is no longer published. Raise it once every token that it signed has been delivered.',
      ),
  })
  .prefault({})
  .describe(
    'Generations of the key that signs security event tokens (ES256), counted from 1. The key is created with the first ' +
      'stream whose delivery is `push` or `poll`.',
  );

export type SigningConfig = z.output<typeof signingOptions>;

/**
 * Generations of the signing key, as published to receivers: first the generation that signs, then the others, newest
 * first.
 */
export function publishedGenerations({ generation, retired, signs = retired + 1 }: SigningConfig): number[] {
  const all = Array.from({ length: generation - retired }, (_, index) => generation - index);
  return [signs, ...all.filter((one) => one !== signs)];
}
