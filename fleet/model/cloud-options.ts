import { z } from 'zod';

import { choice, flag, hostName } from './option-types';

export const cloudOptions = z
  .strictObject({
    environment: choice({
      public: 'The Azure that most use.',
      usgovernment: 'Azure Government. `location` must be one of its regions, such as usgovvirginia.',
      china: 'Azure operated by 21Vianet. `location` must be one of its regions, such as chinanorth3.',
    })
      .default('public')
      .describe('Azure cloud that the providers talk to.'),
    metadataHost: z
      .union(
        [hostName('management.example.com'), z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/)],
        'must be a host without scheme and path, such as management.example.com or localhost:8443',
      )
      .optional()
      .describe(
        'Host that describes the endpoints of a cloud of your own, such as Azure Stack Hub. Default: the one of `environment`.',
      ),
    registerProviders: flag()
      .default(true)
      .describe(
        'Whether the deployment registers the resource providers that it uses in the subscription. With false, somebody ' +
          'with the right to do so has registered them before.',
      ),
  })
  .prefault({})
  .describe('Azure cloud that hosts the service.');

export type CloudConfig = z.output<typeof cloudOptions>;
