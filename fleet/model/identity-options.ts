import { z } from 'zod';

import { resourceId } from './option-types';

const identityId = () => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities').optional();

export const identityOptions = z
  .strictObject({
    runtimeId: identityId().describe('Id of the identity that serves requests. Default: one is created.'),
    migratorId: identityId().describe(
      'Id of the identity that owns and migrates the database tables. Fixed by the first deployment, because ' +
        'another identity would not own the tables. Default: one is created.',
    ),
  })
  .prefault({})
  .describe(
    'Existing user-assigned identities for the service to run as. The identity that deploys needs the role ' +
      'Managed Identity Operator on them.',
  );
