import { each } from '../masking/mask';
import { type Consequence, destructive, risky } from '../meaning/consequence';
import type { Finding, Unplaced } from '../meaning/finding';
import { noun } from '../meaning/resource';
import type { Change } from '../plan/change';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

import { ENDPOINT, explainEndpoint } from './endpoint';
import { explainTokenInUse, TOKEN } from './token';

/** Consequences of changes to the scope of provisioning. Both the credentials and the sync step contain the scope. */
export const SCOPE = {
  'scope-widened': risky(
    'Everybody in the directory comes into scope',
    'The scope is no longer limited to assigned people.',
    'Entra provisions every user of the directory, and sends no roles: its role functions work for assigned users only.',
  ),
  'scope-narrowed': destructive(
    'Only assigned people stay in scope',
    'Everybody else falls out of the scope of provisioning.',
    'At the next cycle Entra disables everybody who is not assigned.',
  ),
} as const satisfies Record<string, Consequence>;

const CONSEQUENCES = {
  ...ENDPOINT,
  ...SCOPE,
  ...TOKEN.consequences,
  'credentials-destroyed': risky(
    'The credentials of the job are destroyed',
    'Without them Entra cannot sign in to the endpoint.',
    'The next cycle fails, and Entra puts the job into quarantine.',
  ),
  'credentials-replaced': risky(
    'The credentials of the job are replaced',
    'The old ones are cleared before the new ones are stored.',
    'A cycle that runs in between fails; the next one works.',
  ),
  'notification-credential': risky(
    'The credentials hold SyncNotificationSettings',
    'The provider cannot remove this key again: destroying the credentials fails.',
    'Let the sync step store the credentials instead (provisioning.credentials: vault).',
  ),
} as const;

type Kind = keyof typeof CONSEQUENCES;

/** Keys whose values are not secret. The provider masks these values too, since it masks the values of all keys. */
const OPEN: readonly string[] = ['BaseAddress', 'SyncAll'];

/**
 * The credentials with which a provisioning job signs in to the endpoint, and the settings that are stored with them.
 */
export const SYNCHRONIZATION_SECRET = noun(CONSEQUENCES, {
  azuread_synchronization_secret: {
    noun: 'credentials',
    shown: [],
    read: ['credential'],
    masks: { credential: each(({ key }) => ({ value: !OPEN.includes(textOf(key)) })) },
    destroyed: 'credentials-destroyed',
    replaced: 'credentials-replaced',
    explain: (change, around) => {
      const token = explainTokenInUse(around.changes).filter(({ address }) => address === change.address);
      return around.general([...token, ...explainCredentials(change)]);
    },
  },
});

/** Explains a change to the credentials. Changes to the token itself are explained elsewhere. */
function explainCredentials({ address, before, after }: Change): Finding<Kind>[] {
  const findings: Unplaced<Kind>[] = [...explainScope(before, after)];
  if (before.exists && after.exists) {
    findings.push(...explainEndpoint(valueOf(before, 'BaseAddress'), valueOf(after, 'BaseAddress')));
  }
  if (keysOf(after).includes('SyncNotificationSettings') && !keysOf(before).includes('SyncNotificationSettings')) {
    findings.push({ kind: 'notification-credential', what: 'credentials' });
  }
  return findings.map((finding) => ({ address, tells: ['credential'], ...finding }));
}

function explainScope(before: Side, after: Side): Unplaced<Kind>[] {
  const scopeOf = (side: Side) => (textOf(valueOf(side, 'SyncAll')).toLowerCase() === 'true' ? 'all' : 'assigned');
  const [was, becomes] = [scopeOf(before), scopeOf(after)] as const;
  if (!after.exists || was === becomes) return [];
  if (!before.exists) return [{ kind: 'scope-widened', what: 'the scope is all' }];
  const kind = becomes === 'all' ? 'scope-widened' : 'scope-narrowed';
  return [{ kind, what: 'scope', attributes: [{ name: 'scope', before: was, after: becomes }] }];
}

function keysOf(side: Side): Json[] {
  return side.records('credential').map(({ key }) => key ?? null);
}

function valueOf(side: Side, key: string): Json | undefined {
  return side.records('credential').find((credential) => credential['key'] === key)?.['value'];
}
