import { z } from 'zod';

import { resourceId } from './option-types';

const identityId = () => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities');

/** Identities that the service runs as, where they are not made with it. */
export const identityOptions = z.strictObject({
  runtimeId: identityId()
    .optional()
    .describe('User-assigned identity that serves requests, by its id. Made when it is left out.'),
  migratorId: identityId()
    .optional()
    .describe(
      'User-assigned identity that owns the tables and brings them up to date, by its id. Made when it is left out. ' +
        'Settled with the first deployment: another one would not own the tables.',
    ),
});
