import { isDeepStrictEqual } from 'node:util';

import { type Consequence, risky } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { Change } from '../plan/change';
import type { Side } from '../plan/side';
import { textOf } from '../plan/terraform-plan';

/**
 * The consequence of switching to another application for the admin API. The roles of this application give access to
 * the service's admin API.
 */
export const ADMIN_API = {
  'admin-application-set': risky(
    'Roles of an application open the admin API',
    "An auditor reads every tenant's history and who has access; an operator may also blank a person's names in history.",
    'The service accepts only tokens of this application once the new revision runs. Entra does not notice.',
  ),
} as const satisfies Record<string, Consequence>;

const ENV = 'template.container.env';

/** Environment variables that tell the service which application to use for the admin API. */
const NAMES = ['ADMIN_CLIENT_ID', 'ADMIN_DIRECTORY_ID', 'AZURE_AUTHORITY_HOST'];

/**
 * Reports that the service will accept the roles of a different application. Switching the admin API off is not
 * reported here.
 */
export function explainAdminApplication({ address, before, after }: Change): Finding<keyof typeof ADMIN_API>[] {
  const [old, next] = [applicationOf(before), applicationOf(after)];
  const [clientId, directoryId] = next;
  if (clientId === undefined || isDeepStrictEqual(old, next)) return [];
  const what = `application ${clientId} of directory ${directoryId ?? 'unknown'}`;
  return [{ kind: 'admin-application-set', address, what, subject: what }];
}

function applicationOf(side: Side): (string | undefined)[] {
  const variables = side.records(ENV);
  return NAMES.map((name) => {
    const variable = variables.find((one) => one['name'] === name);
    return variable && textOf(variable['value']);
  });
}
