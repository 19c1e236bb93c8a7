import { z } from 'zod';

import { objectId, takenOverApplication, takenOverAssignments } from './takeover';

const roleId = (value: string) =>
  objectId(`the id of the app role ${value}`).optional().describe(`Id of the app role \`${value}\`. Default: none.`);

/**
 * Schema of the existing objects of the admin API's application. Somebody created them by hand, or the states that
 * contained them were lost.
 */
export const consoleTakeoverSchema = z
  .strictObject({
    ...takenOverApplication,
    roles: z
      .strictObject({ operator: roleId('operator'), auditor: roleId('auditor') })
      .prefault({})
      .describe(
        'Ids of the app roles that the application already has. Assignments refer to these ids. Every other app role ' +
          'of the application is removed.',
      ),
    identifierUri: z
      .string('must be api://<client id>')
      .regex(
        /^api:\/\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
        'must be api://<client id>; an application ID URI of another form stays as it is, so leave it out',
      )
      .optional()
      .describe('`api://<client id>`, if it is an application ID URI of the application already. Default: none.'),
    redirectUris: z
      .boolean('must be true or false')
      .default(false)
      .describe(
        'Whether the application already has redirect URIs of the type _web_. Those of the console replace them: ' +
          'read the plan of `console-sign-in`.',
      ),
    credential: objectId('the id of the federated credential')
      .optional()
      .describe(
        "Id of the federated credential for the service's managed identity, if there is one. Entra accepts no second " +
          'credential for the same identity. Default: none.',
      ),
    assignments: takenOverAssignments('operators', 'auditors'),
  })
  .optional()
  .describe(
    'An application that already exists in `hostTenantId`, and that the stacks `console` and `console-sign-in` take over ' +
      'instead of creating a new one. It is renamed to `<name>-console`. Leave the entry in the file; it has no effect ' +
      'once the objects are in the states. Default: none.',
  );

export type ConsoleTakeover = NonNullable<z.output<typeof consoleTakeoverSchema>>;
