import { risky, routine } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { GeneralKind } from '../meaning/general';
import { noun } from '../meaning/resource';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import type { Side } from '../plan/side';
import type { Json } from '../plan/terraform-plan';

import { DATABASE } from './postgres-server';

const CONSEQUENCES = {
  ...DATABASE,
  'cluster-grows': routine(
    'The database cluster gets more nodes',
    'They hold no tenants until `entra-scim tenants rebalance` moves some there.',
    'Nothing, until tenants move.',
  ),
  'cluster-shrinks': risky(
    'The database cluster is to lose nodes',
    'Azure adds nodes to a cluster, but removes none.',
    'The deployment fails. Keep the number of nodes.',
  ),
  'database-template-changed': risky(
    'The template of the database cluster changes',
    'This review does not know what this part of the template does.',
    'Azure changes the cluster to match the template. Read what the plan says about it.',
  ),
} as const;

type Kind = GeneralKind | keyof typeof CONSEQUENCES;

/**
 * A cluster of PostgreSQL servers. The Terraform provider has no resource for clusters, so an Azure template creates
 * the cluster.
 */
export const POSTGRES_CLUSTER = noun(CONSEQUENCES, {
  azurerm_resource_group_template_deployment: {
    noun: 'database cluster',
    shown: ['name', 'deployment_mode'],
    read: ['template_content', 'parameters_content'],
    destroyed: 'database-destroyed',
    explain: (change, around) => around.general(explainTemplate(change, around.what)),
  },
});

/**
 * Consequences of changes to values in the template. Each regular expression matches the end of a value's path. The
 * first match counts.
 */
const TOLD: readonly [path: RegExp, kind: (after: Json, before: Json) => Kind][] = [
  [/\.network\.publicNetworkAccess$/, (after) => (after === 'Disabled' ? 'changed' : 'database-public')],
  [/\.authConfig\.passwordAuth$/, (after) => (after === 'Disabled' ? 'changed' : 'database-password-sign-in')],
  [/\.backupRetentionDays$/, (after, before) => (Number(after) > Number(before) ? 'changed' : 'backup-shortened')],
  [/\.geoRedundantBackup$/, (after) => (after === 'Enabled' ? 'changed' : 'backup-shortened')],
  [/\.highAvailability\.mode$/, (after) => (after === 'Disabled' ? 'high-availability-off' : 'changed')],
  [/\.properties\.version$/, () => 'database-upgraded'],
  [/\.tags\.|\.maintenanceWindow\./, () => 'changed'],
  [/\.clusterSize$/, (after, before) => (Number(after) > Number(before) ? 'cluster-grows' : 'cluster-shrinks')],
  [/\.sku\.\w+$|\.storageSizeGB$/, () => 'database-resized'],
];

/** Explains a change to the template. A change to a value that is not in TOLD is risky. */
function explainTemplate(change: Change, what: string): Finding<Kind>[] {
  const { before, after, address } = change;
  if (!before.exists || !after.exists) return [];
  const changed = ['template_content', 'parameters_content'].filter((path) => change.differs(path));
  if (changed.length === 0) return [];

  const [old, next] = [readTemplate(before), readTemplate(after)];
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
    // Only the listed parts of a template may be shown.
    ...(kind === 'database-template-changed' ? { unshown: attributes.map(({ name }) => name) } : { attributes }),
  }));
}

/**
 * The values in a template, by path. Undefined if the template cannot be read, for example because the plan does not
 * know it yet.
 */
function readTemplate(side: Side): Map<string, Json> | undefined {
  try {
    return leavesOf(JSON.parse(side.text('template_content') ?? '') as Json);
  } catch {
    return undefined;
  }
}

/** The leaf values of a tree by path: `resources.0.sku.name`. */
function leavesOf(tree: Json, path = ''): Map<string, Json> {
  if (typeof tree !== 'object' || tree === null) return new Map([[path, tree]]);
  return new Map(
    Object.entries(tree).flatMap(([key, part]) => [...leavesOf(part, path === '' ? key : `${path}.${key}`)]),
  );
}
