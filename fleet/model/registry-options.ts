import { z } from 'zod';

import { resourceId, wholeNumber } from './option-types';

/** How the image is pulled from a registry that is not public. */
export type RegistryConfig =
  | {
      /** Azure registry whose images the service's identities may pull. */
      readonly azureRegistryId: string;
    }
  | {
      readonly username: string;

      /** Raise it when the variable `registry_password` holds a new password. */
      readonly passwordGeneration: number;
    };

export const registryOptions = z.union(
  [
    z.strictObject({ azureRegistryId: resourceId('Microsoft.ContainerRegistry/registries') }),
    z.strictObject({
      username: z.string('must be the user to pull the image as').min(1, 'must be the user to pull the image as'),
      passwordGeneration: wholeNumber(1, 10_000).default(1),
    }),
  ],
  'must be a registry',
);
