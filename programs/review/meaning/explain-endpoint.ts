import { same } from '../plan/same';
import type { Json } from '../plan/terraform-plan';

import type { Finding } from './finding';
import { changedParameters, endpointOf, showTenantUrl } from './tenant-url';

/** What it means that the tenant URL goes from one to another. Said alike by the credentials and by the sync step. */
export function explainEndpoint(before: Json | undefined, after: Json | undefined): Omit<Finding, 'address'>[] {
  if (typeof before !== 'string' || typeof after !== 'string' || same(before, after)) return [];
  const [old, next] = [showTenantUrl(before), showTenantUrl(after)];
  const moved = endpointOf(before) !== endpointOf(after);
  const parameters = changedParameters(before, after).join(', ');
  // Values of the query are not shown, so that what differs would read the same.
  const hidden = old === next && parameters !== '' ? ` with another ${parameters}` : '';
  return [
    {
      kind: moved ? 'endpoint-moved' : 'dialect-changed',
      what: `${old} → ${next}${hidden}`,
      subject: `to ${next}${hidden}`,
    },
  ];
}
