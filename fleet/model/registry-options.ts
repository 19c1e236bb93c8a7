import { z } from 'zod';

import { resourceId, wholeNumber } from './option-types';

export const registryOptions = z
  .union(
    [
      z
        .strictObject({
          azureRegistryId: resourceId('Microsoft.ContainerRegistry/registries').describe(
            "Id of the registry that `image` names. The service's identities get the role `AcrPull` on it.",
          ),
        })
        .describe("An Azure registry, from which the service's identities are allowed to pull."),
      z
        .strictObject({
          username: z
            .string('must be the user to pull the image as')
            .min(1, 'must be the user to pull the image as')
            .describe(
              'User name for pulling the image. The password comes from the variable `TF_VAR_registry_password` and is ' +
                'stored in the vault.',
            ),
          passwordGeneration: wholeNumber(1, 10_000)
            .default(1)
            .describe('Raise it when the variable has a new password; otherwise the new password is not stored.'),
        })
        .describe('Any other registry, with user and password.'),
    ],
    'must be a registry',
  )
  .optional()
  .describe(
    'How the image is pulled. Default: without credentials, from a public registry or from an Azure registry ' +
      'that the identities may already use.',
  );
