import { closest } from 'fastest-levenshtein';
import type { ClientBase } from 'pg';

import { type Caller, note, print } from '../../command-line/caller';
import { counted } from '../../command-line/counted';
import { EXIT } from '../../command-line/exit-code';
import { renderTable } from '../../command-line/table';
import { UsageError } from '../../command-line/usage-error';
import {
  isolateTenant,
  moveShard,
  type PlacedTenant,
  readNodes,
  readPlacements,
} from '../../service/storage/setup/placement';
import { addNode, rebalance } from '../../service/storage/setup/rebalance';
import { countRows, describeRows, differingRows } from '../../service/storage/setup/tenant-rows';
import { tenantTables } from '../../service/storage/setup/tenant-table';

import { withCluster } from './with-cluster';

/** Prints the nodes of the cluster, and the tenants on each node. */
export function showNodes(format: 'json' | 'table', caller: Caller): Promise<void> {
  return withCluster(caller, async (cluster) => {
    const [nodes, tenants] = [await readNodes(cluster), await readPlacements(cluster)];
    if (format === 'json') {
      print(caller, JSON.stringify({ nodes, tenants }, undefined, 2));
      return;
    }
    const count = (node: string) => tenants.filter((tenant) => tenant.node === node).length;
    print(
      caller,
      renderTable(
        ['node', 'tenants', 'shards', 'MB', ''],
        nodes.map(({ node, shards, bytes, takesTenants }) => [
          node,
          count(node),
          shards,
          megabytes(bytes),
          takesTenants ? '' : 'takes no tenants',
        ]),
      ),
    );
    if (tenants.length > 0) print(caller, renderTable(TENANT_HEAD, tenants.map(tenantCells)));
  });
}

const TENANT_HEAD = ['tenant', 'node', 'users', 'groups', 'members', 'shard', 'its tenants', 'its MB'];

function tenantCells(one: PlacedTenant): (number | string)[] {
  const { tenant, node, users, groups, members, shard, tenantsInShard, hasOwnShard, shardBytes } = one;
  return [
    tenant,
    node,
    users,
    groups,
    members,
    shard,
    hasOwnShard ? 'its own' : `${tenantsInShard}`,
    megabytes(shardBytes),
  ];
}

/** Gives a tenant a shard of its own, moves the shard to a node, and prints what was done. */
export function place(slug: string, to: string, caller: Caller): Promise<void> {
  return withCluster(caller, async (cluster) => {
    const tenants = await readPlacements(cluster);
    const before = tenants.find(({ tenant }) => tenant === slug);
    if (!before) {
      const known = tenants.map(({ tenant }) => tenant);
      const hint =
        known.length > 0
          ? `did you mean '${closest(slug, known)}'? \`entra-scim tenants nodes\` lists the tenants`
          : 'it has no rows of any tenant';
      throw new UsageError(`the cluster has no rows of a tenant '${slug}'; ${hint}`);
    }
    const nodes = (await readNodes(cluster)).filter(({ takesTenants }) => takesTenants).map(({ node }) => node);
    if (!nodes.includes(to)) {
      throw new UsageError(
        `${to} is not a node of the cluster that can contain tenants; such nodes are ${nodes.join(', ')}`,
      );
    }

    await countedTwice(cluster, caller, async () => {
      let current: PlacedTenant | undefined = before;
      if (!before.hasOwnShard) {
        await isolateTenant(cluster, slug);
        note(caller, `${slug} now has a shard of its own`);
        current = (await readPlacements(cluster)).find(({ tenant }) => tenant === slug);
      }
      if (current && current.node !== to) await moveShard(cluster, current.shard, current.node, to);
    });
    print(
      caller,
      before.node === to ? `${slug} lives on ${to}, as before` : `${slug} lives on ${to}, no longer on ${before.node}`,
    );
  });
}

/** Spreads the tenants over the nodes. @param add address of a node to add first. */
export function spread(add: string | undefined, caller: Caller): Promise<void> {
  return withCluster(caller, async (cluster) => {
    if (add !== undefined) {
      await addNode(cluster, add);
      note(caller, `${add} is now a node of the cluster`);
    }
    await countedTwice(cluster, caller, async () => {
      const { all } = await rebalance(cluster, ({ done, all: moves }) => {
        note(caller, `made ${done} of ${counted(moves, 'move')}`);
      });
      print(
        caller,
        all === 0
          ? 'the tenants are already spread evenly'
          : `made ${counted(all, 'move')}; the tenants are spread evenly`,
      );
    });
  });
}

/**
 * Counts each tenant's rows in each table, before and after a move. Reports each table in which a tenant has fewer rows
 * after the move.
 */
async function countedTwice(cluster: ClientBase, caller: Caller, move: () => Promise<void>): Promise<void> {
  const names = (await tenantTables(cluster)).map(({ name }) => name);
  const before = await countRows(cluster, names);
  await move();
  const after = await countRows(cluster, names);
  const fewer = differingRows(before, after).filter((rows) => rows.after < rows.before);
  const total = (all: typeof before) => all.reduce((sum, { rows }) => sum + rows, 0);
  note(caller, `rows of all tenants: ${total(before)} before, ${total(after)} after`);
  if (fewer.length === 0) return;
  for (const rows of fewer) note(caller, describeRows(rows));
  note(caller, 'rows are missing; unless `entra-scim history` shows that clients deleted them, restore them');
  caller.exitCode = EXIT.found;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}
