import { UNKNOWN } from '../masking/reveal';
import { type Consequence, risky } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { Change } from '../plan/change';
import type { Side } from '../plan/side';
import { textOf } from '../plan/terraform-plan';

/** The consequence of moving the service to another database: a restored server, a cluster, or back. */
export const SERVICE_DATABASE = {
  'database-switched': risky(
    'The service uses another database',
    'It knows only the people, groups and memberships in that database, and nothing moves them there.',
    'Entra gets 404 for everybody who is missing there. Compare the two first: `entra-scim migrate compare`.',
  ),
} as const satisfies Record<string, Consequence>;

/** Reports that a service which exists will use another database. Another port leads to the same database. */
export function explainDatabase({ address, before, after }: Change): Finding<keyof typeof SERVICE_DATABASE>[] {
  const [old, next] = [databaseOf(before), databaseOf(after)];
  if (old === undefined || next === undefined || old === next) return [];
  return [{ kind: 'database-switched', address, what: `${old} → ${next}`, subject: `to ${next}` }];
}

/** The host of the service's database and its name there. Undefined if no variable names a database. */
function databaseOf(side: Side): string | undefined {
  const variable = side.records('template.container.env').find(({ name }) => name === 'DATABASE_URL');
  if (!variable) return undefined;
  const url = textOf(variable['value']);
  if (url === UNKNOWN) return 'a database that this plan creates';
  if (!URL.canParse(url)) return 'an address that cannot be read'; // not shown, since it may contain a password
  const { hostname, pathname } = new URL(url);
  return `${hostname}${pathname}`;
}
