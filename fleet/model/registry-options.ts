import { z } from 'zod';

import { resourceId, wholeNumber } from './option-types';

export const registryOptions = z
  .union(
    [
      z
        .strictObject({
          azureRegistryId: resourceId('Microsoft.ContainerRegistry/registries').describe(
            'The registry that `image` names. The identities of the service are given the role `AcrPull` there.',
          ),
        })
        .describe('An Azure registry, which lets the identities of the service pull.'),
      z
        .strictObject({
          username: z
            .string('must be the user to pull the image as')
            .min(1, 'must be the user to pull the image as')
            .describe(
              'User to pull the image as. The password is the variable `TF_VAR_registry_password`; the vault keeps it.',
            ),
          passwordGeneration: wholeNumber(1, 10_000)
            .default(1)
            .describe('Raise it when the variable holds a new password, which is stored only then.'),
        })
        .describe('Any other registry, with user and password.'),
    ],
    'must be a registry',
  )
  .optional()
  .describe(
    'How the image is pulled. Default: without credentials, from a public registry or from an Azure registry that lets ' +
      'the identities in already.',
  );
