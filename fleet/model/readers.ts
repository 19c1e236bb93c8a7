import { z } from 'zod';

import { objectIds } from './option-types';
import { shortName } from './short-name';
import { generation } from './token';

/** Name that no reader may have. The ids of Entra's tokens begin with it, as in `gen-1`. */
const TAKEN = 'gen';

const readerSchema = z.strictObject({
  name: shortName('a short name for the client, such as product')
    .refine((name) => name !== TAKEN, `must not be ${TAKEN}, which names Entra's own tokens in logs`)
    .describe(
      'Short name of the client: at most 32 lower-case letters, digits and single hyphens. Names its token in logs (`product-1`) ' +
        'and its secret in the vault.',
    ),
  token: z
    .strictObject({
      generation: generation(1).default(1).describe('Latest generation of the token. Raise it to rotate.'),
      retired: generation(0)
        .default(0)
        .describe(
          'Newest generation that the service refuses. It accepts all later ones, up to `generation`. Raise it once the ' +
            'client presents the new token.',
        ),
    })
    .prefault({})
    .describe("Generations of the client's token, counted from 1. Default: the first generation."),
  identities: objectIds()
    .default([])
    .describe(
      'Object ids of identities that may read this token in the vault, such as the managed identity of the client. ' +
        'Default: only writers and readers of the vault.',
    ),
});

/** Clients that may read over SCIM, but may not write. */
export const readersSchema = z.array(readerSchema, 'must be a list of readers, such as [{ name: product }]');

export type ReaderConfig = z.output<typeof readerSchema>;
