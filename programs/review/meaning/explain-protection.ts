import type { Change } from '../plan/change';
import type { Side } from '../plan/side';

import type { Finding } from './finding';

/** Whether a `terraform_data` that says so no longer says that an application is protected. Empty for any other step. */
export function explainProtection({ address, before, after }: Change): Finding[] {
  if (!isProtected(before) || isProtected(after)) return [];
  const attribute = { name: 'deletionProtection', before: true, after: after.exists ? false : null };
  return [{ kind: 'application-protection-off', address, what: 'application', attributes: [attribute] }];
}

function isProtected(side: Side): boolean {
  return side.records('input').some(({ deletionProtection }) => deletionProtection === true);
}
