import type { Kind } from '../consequences/consequences';
import type { AttributeChange, Change } from '../plan/change';
import { leavesOf } from '../plan/leaves';
import { same } from '../plan/same';
import type { Side } from '../plan/side';
import type { Json } from '../plan/terraform-plan';

import { describe } from './describe';
import type { Finding } from './finding';

/** What a change means of what a template of Azure says, by the end of its path. The first that fits counts. */
const TOLD: readonly [path: RegExp, kind: (after: Json, before: Json) => Kind][] = [
  [/\.network\.publicNetworkAccess$/, (after) => (after === 'Disabled' ? 'changed' : 'database-public')],
  [/\.authConfig\.passwordAuth$/, (after) => (after === 'Disabled' ? 'changed' : 'database-password-sign-in')],
  [/\.backupRetentionDays$/, (after, before) => (Number(after) > Number(before) ? 'changed' : 'backup-shortened')],
  [/\.geoRedundantBackup$/, (after) => (after === 'Enabled' ? 'changed' : 'backup-shortened')],
  [/\.highAvailability\.mode$/, (after) => (after === 'Disabled' ? 'high-availability-off' : 'changed')],
  [/\.properties\.version$/, () => 'database-upgraded'],
  [/\.tags\.|\.maintenanceWindow\./, () => 'changed'],
  [/\.sku\.\w+$|\.storageSizeGB$|\.clusterSize$/, () => 'database-resized'],
];

/** What a change of the template behind a database cluster means. What is not known of it is risky. */
export function explainCluster(change: Change): Finding[] {
  const { before, after, address } = change;
  if (!before.exists || !after.exists) return [];
  const changed = ['template_content', 'parameters_content'].filter((path) => change.differs(path));
  if (changed.length === 0) return [];

  const [old, next] = [readTemplate(before), readTemplate(after)];
  const what = describe(change);
  if (!old || !next || changed.includes('parameters_content')) {
    return [{ kind: 'database-template-changed', address, what, unshown: changed }];
  }
  const byKind = new Map<Kind, AttributeChange[]>();
  for (const path of new Set([...old.keys(), ...next.keys()])) {
    const [was, becomes] = [old.get(path) ?? null, next.get(path) ?? null];
    if (same(was, becomes)) continue;
    const kind = TOLD.find(([end]) => end.test(path))?.[1](becomes, was) ?? 'database-template-changed';
    byKind.set(kind, [...(byKind.get(kind) ?? []), { name: path, before: was, after: becomes }]);
  }
  return [...byKind].map(([kind, attributes]) => ({
    kind,
    address,
    what,
    tells: ['template_content'],
    // Only what is known of a template may be shown.
    ...(kind === 'database-template-changed' ? { unshown: attributes.map(({ name }) => name) } : { attributes }),
  }));
}

/** What a template says. Undefined where it cannot be read, as one that is not known yet. */
function readTemplate(side: Side): Map<string, Json> | undefined {
  try {
    return leavesOf(JSON.parse(side.text('template_content') ?? '') as Json);
  } catch {
    return undefined;
  }
}
