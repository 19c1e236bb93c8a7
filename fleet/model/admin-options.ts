import { z } from 'zod';

export const adminOptions = z
  .strictObject({
    clientId: z
      .guid('must be the client id (GUID) of an application in Entra')
      .toLowerCase()
      .describe('Client id of the application.'),
    directoryId: z
      .guid('must be the directory id (GUID) of that application')
      .toLowerCase()
      .optional()
      .describe('Directory (tenant) id of the application. Default: `hostTenantId`.'),
  })
  .optional()
  .describe(
    'Application in Entra whose app roles `auditor` and `operator` let people and services use the admin API: ' +
      '`{ clientId: 3f2a… }`. Default: none; the admin API is off.',
  );
