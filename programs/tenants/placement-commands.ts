import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ClientBase } from 'pg';

import { type Caller, note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example } from '../../command-line/program';
import { renderTable } from '../../command-line/table';
import { UsageError } from '../../command-line/usage-error';
import {
  addressOf,
  isolateTenant,
  moveShard,
  type PlacedTenant,
  readNodes,
  readPlacements,
} from '../../service/storage/placement';
import { addNode, rebalance } from '../../service/storage/rebalance';
import { countRows, describeRows, differingRows } from '../../service/storage/tenant-rows';
import { tenantTables } from '../../service/storage/tenant-table';

import { withCluster } from './with-cluster';

type Format = 'json' | 'table';

const ABOUT = 'Reads and changes the cluster of DATABASE_URL, as the owner of its tables, through its coordinator. ';

/** The commands about where tenants live on a cluster: `nodes`, `place` and `rebalance`. */
export function addPlacementCommands(command: Command, caller: Caller): void {
  command
    .command('nodes')
    .addHelpText(...example('entra-scim tenants nodes'))
    .description(`Tells on which node of a cluster each tenant lives, and how big it is. ${ABOUT}`)
    .addOption(formatOption())
    .action((_options: object, nodes: Command) => {
      const { format } = nodes.optsWithGlobals<{ format: Format }>(); // the list of tenants has the same option
      return withCluster(caller, (cluster) => showNodes(cluster, format, caller));
    });

  command
    .command('place')
    .addHelpText(...example('entra-scim tenants place contoso --node 10.0.0.5:5432'))
    .description(
      `Gives a tenant a shard of its own, and moves it to a node. Its changes wait for it meanwhile, as do those of the ` +
        `tenants that share its shard. ${ABOUT}` +
        'Exit code 0: done; 1: done, and a tenant has fewer rows than before; 2: it failed, or cannot be done.',
    )
    .argument('<slug>', 'the tenant')
    .requiredOption('--node <host:port>', 'the node, as `entra-scim tenants nodes` lists it', nodeAddress)
    .action((slug: string, { node }: { node: string }) =>
      withCluster(caller, (cluster) => place(cluster, slug, node, caller)),
    );

  command
    .command('rebalance')
    .addHelpText(...example('entra-scim tenants rebalance', 'entra-scim tenants rebalance --add 10.0.0.7:5432'))
    .description(
      `Spreads the tenants over the nodes of a cluster by size, after a node came; a tenant that was placed may move, too. ` +
        `The cluster goes on with it when this command is stopped; another call joins it. ${ABOUT}` +
        'Exit code 0: done; 1: done, and a tenant has fewer rows than before; 2: it failed, or cannot be done.',
    )
    .option('--add <host:port>', 'a node to add first; Azure adds its own', nodeAddress)
    .action(({ add }: { add?: string }) => withCluster(caller, (cluster) => spread(cluster, add, caller)));
}

async function showNodes(cluster: ClientBase, format: Format, caller: Caller): Promise<void> {
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

async function place(cluster: ClientBase, slug: string, to: string, caller: Caller): Promise<void> {
  const tenants = await readPlacements(cluster);
  const before = tenants.find(({ tenant }) => tenant === slug);
  if (!before) {
    const known = tenants.map(({ tenant }) => tenant).join(', ');
    throw new UsageError(`the cluster has no rows of a tenant '${slug}'; it has those of ${known || 'nobody'}`);
  }
  const nodes = (await readNodes(cluster)).filter(({ takesTenants }) => takesTenants).map(({ node }) => node);
  if (!nodes.includes(to)) {
    throw new UsageError(`${to} is no node of the cluster that takes tenants; these are ${nodes.join(', ')}`);
  }

  await countedTwice(cluster, caller, async () => {
    let current: PlacedTenant | undefined = before;
    if (!before.hasOwnShard) {
      await isolateTenant(cluster, slug);
      note(caller, `${slug} has a shard of its own`);
      current = (await readPlacements(cluster)).find(({ tenant }) => tenant === slug);
    }
    if (current && current.node !== to) await moveShard(cluster, current.shard, current.node, to);
  });
  print(
    caller,
    before.node === to ? `${slug} lives on ${to}, as before` : `${slug} lives on ${to}, no longer on ${before.node}`,
  );
}

async function spread(cluster: ClientBase, add: string | undefined, caller: Caller): Promise<void> {
  if (add !== undefined) {
    await addNode(cluster, add);
    note(caller, `${add} is a node of the cluster`);
  }
  await countedTwice(cluster, caller, async () => {
    const { all } = await rebalance(cluster, ({ done, all: moves }) => {
      note(caller, `moved ${done} of ${moves}`);
    });
    print(caller, all === 0 ? 'the tenants are spread evenly already' : `moved ${all} times; the tenants are spread`);
  });
}

/** Counts all rows before and after a move, and tells of those that are fewer. */
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
  note(caller, 'these are fewer; unless clients deleted them meanwhile, as `entra-scim history` tells, restore them');
  caller.exitCode = EXIT.found;
}

function formatOption(): Option {
  return new Option('--format <format>', 'for a person or a program').choices(['table', 'json']).default('table');
}

function nodeAddress(text: string): string {
  const [host, port] = addressOf(text);
  if (host === '' || !Number.isInteger(port) || port < 1) throw new InvalidArgumentError('It must be host:port.');
  return text;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}
