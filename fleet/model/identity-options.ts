import { z } from 'zod';

import { resourceId } from './option-types';

const identityId = () => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities').optional();

export const identityOptions = z
  .strictObject({
    runtimeId: identityId().describe('Identity that serves requests, by its id. Default: one is made.'),
    migratorId: identityId().describe(
      'Identity that owns the tables and brings them up to date, by its id. Settled with the first deployment, since ' +
        'another one does not own the tables. Default: one is made.',
    ),
  })
  .prefault({})
  .describe(
    'User-assigned identities that are there and that the service runs as. Whoever deploys needs the role Managed Identity ' +
      'Operator on them.',
  );
