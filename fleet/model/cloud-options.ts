import { z } from 'zod';

import { choice, flag, hostName } from './option-types';

export const cloudOptions = z
  .strictObject({
    environment: choice({
      public: 'The public Azure cloud.',
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
        "Metadata host of a private cloud, such as Azure Stack Hub. The providers read the cloud's endpoints from " +
          'it. Default: the host of the cloud that `environment` names.',
      ),
    registerProviders: flag()
      .default(true)
      .describe(
        'Whether the deployment registers the resource providers that it uses in the subscription. If false, ' +
          'somebody with the right to do so must register them first.',
      ),
  })
  .prefault({})
  .describe('Azure cloud that hosts the service.');

export type CloudConfig = z.output<typeof cloudOptions>;
