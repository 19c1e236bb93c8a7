import { z } from 'zod';

import { flag, hostName } from './option-types';

/** Which Azure the providers talk to. */
export interface CloudConfig {
  readonly environment: 'public' | 'usgovernment' | 'china';

  /** Host that describes the endpoints of the cloud. Undefined for the cloud's own. */
  readonly metadataHost?: string | undefined;

  /** Whether the deployment registers the resource providers that it uses. Otherwise somebody has done so before. */
  readonly registerProviders: boolean;
}

export const cloudOptions = z.strictObject({
  environment: z.enum(['public', 'usgovernment', 'china'], 'must be public, usgovernment or china').default('public'),
  metadataHost: z
    .union(
      [hostName('management.example.com'), z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/)],
      'must be a host without scheme and path, such as management.example.com or localhost:8443',
    )
    .optional(),
  registerProviders: flag().default(true),
});
