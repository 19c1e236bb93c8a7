import type { Change } from '../plan/change';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

import { explainEndpoint } from './explain-endpoint';
import type { Finding } from './finding';

/** What a change of the credentials means, but for the token itself. */
export function explainCredentials({ address, before, after }: Change): Finding[] {
  const findings: Omit<Finding, 'address'>[] = [...explainScope(before, after)];
  if (before.exists && after.exists) {
    findings.push(...explainEndpoint(valueOf(before, 'BaseAddress'), valueOf(after, 'BaseAddress')));
  }
  if (keysOf(after).includes('SyncNotificationSettings') && !keysOf(before).includes('SyncNotificationSettings')) {
    findings.push({ kind: 'notification-credential', what: 'credentials' });
  }
  return findings.map((finding) => ({ address, tells: ['credential'], ...finding }));
}

function explainScope(before: Side, after: Side): Omit<Finding, 'address'>[] {
  const all = (side: Side) => textOf(valueOf(side, 'SyncAll')).toLowerCase() === 'true';
  if (!after.exists || all(before) === all(after)) return [];
  const [was, becomes] = [all(before) ? 'all' : 'assigned', all(after) ? 'all' : 'assigned'];
  if (!before.exists) return [{ kind: 'scope-widened', what: 'the scope is all' }];
  return [
    {
      kind: all(after) ? 'scope-widened' : 'scope-narrowed',
      what: 'scope',
      attributes: [{ name: 'scope', before: was, after: becomes }],
    },
  ];
}

function keysOf(side: Side): Json[] {
  return side.records('credential').map(({ key }) => key ?? null);
}

function valueOf(side: Side, key: string): Json | undefined {
  return side.records('credential').find((credential) => credential['key'] === key)?.['value'];
}
