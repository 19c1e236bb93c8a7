import { z } from 'zod';

import { principalsSchema } from './assignments';
import { consoleTakeoverSchema } from './console-takeover';

const principals = (may: string) =>
  principalsSchema().describe(
    `Groups and users with the role: they ${may}. Assigning groups requires Entra ID P1. Default: none.`,
  );

const application = z
  .strictObject({
    operators: principals('read, and may also blank the names of people in the history'),
    auditors: principals("read every tenant's history, and who has access"),
    import: consoleTakeoverSchema,
  })
  .describe('The people with a role of that application. Each has one role; an operator may do what an auditor may.');

export const adminOptions = z
  .union(
    [
      z
        .strictObject({
          application: application,
        })
        .describe('An application that the stack `console` creates, or takes over, in the directory `hostTenantId`.'),
      z
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
        .describe('An existing application.'),
    ],
    'must be an application, such as { application: { operators: [{ group: Platform Team }] } }, or the client id of one',
  )
  .optional()
  .describe(
    'Application in Entra whose app roles `auditor` and `operator` let people and services use the admin API: ' +
      '`{ application: { operators: [{ group: Platform Team }] } }`, or `{ clientId: 3f2a… }`. Default: none; the admin API is off.',
  );

export type AdminOptions = NonNullable<z.output<typeof adminOptions>>;
