import type { Change } from '../plan/change';
import type { Side } from '../plan/side';
import { isObject, type Json } from '../plan/terraform-plan';

import type { Finding } from './finding';
import { generationOf, readSettings } from './sync-settings';

/** Whether Entra presents another token than before, as the generation tells it, or the credentials themselves. */
export function explainTokenInUse(changes: readonly Change[]): Finding[] {
  const standing = changes.filter(({ before, after }) => before.exists && after.exists);
  const steps = standing.filter(({ type }) => type === 'terraform_data');
  for (const { address, before, after } of steps) {
    const [old, next] = [generationOf(readSettings(before)), generationOf(readSettings(after))];
    if (old === undefined || next === undefined || old === next) continue;
    return [{ kind: 'token-rotates', address, what: `token ${old} → ${next}` }];
  }
  return standing
    .filter(({ type, before, after }) => type === SECRET && tokenOf(before) !== tokenOf(after))
    .map(({ address }) => ({
      kind: 'token-without-overlap',
      address,
      what: 'the token that Entra presents',
      tells: ['credential'],
    }));
}

const SECRET = 'azuread_synchronization_secret';

function tokenOf(side: Side): Json | undefined {
  const blocks = side.raw('credential').flat() as readonly Json[];
  return blocks.filter(isObject).find(({ key }) => key === 'SecretToken')?.['value'];
}
