import { type Command, InvalidArgumentError } from 'commander';

import type { Caller } from '../../command-line/caller';
import { example } from '../../command-line/program';
import { tableOrJson } from '../../command-line/table-or-json';

/**
 * Loads the module only when one of these commands is called. The module needs a database client, which the other
 * commands about tenants do not need.
 */
const placement = () => require('./placement') as typeof import('./placement');

const ABOUT = 'DATABASE_URL is the URL of the cluster, at its coordinator and as the owner of its tables. ';
const FAILED = '2: failed, or not possible.';

/** Adds the commands that show and change which node stores which tenant: `nodes`, `place` and `rebalance`. */
export function addPlacementCommands(command: Command, caller: Caller): void {
  command
    .command('nodes')
    .addHelpText(...example('entra-scim tenants nodes'))
    .description(
      `Shows the node of a cluster on which each tenant lives, and the size of each tenant. ${ABOUT}Exit code 0: done; ${FAILED}`,
    )
    .addOption(tableOrJson())
    .action(({ format }: { format: 'json' | 'table' }) => placement().showNodes(format, caller));

  command
    .command('place')
    .addHelpText(...example('entra-scim tenants place contoso --node 10.0.0.5:5432'))
    .description(
      `Gives a tenant a shard of its own, and moves it to a node. Writes to this tenant, ` +
        `and to tenants in the same shard, wait until the move is done. ${ABOUT}` +
        `Exit code 0: done; 1: done, but a tenant has fewer rows than before; ${FAILED}`,
    )
    .argument('<slug>', 'the tenant')
    .requiredOption('--node <host:port>', 'the node, as `entra-scim tenants nodes` lists it', nodeAddress)
    .action((slug: string, { node }: { node: string }) => placement().place(slug, node, caller));

  command
    .command('rebalance')
    .addHelpText(...example('entra-scim tenants rebalance', 'entra-scim tenants rebalance --add 10.0.0.7:5432'))
    .description(
      `Spreads the tenants over the nodes of a cluster by size, for example after a node was added. Tenants that were placed may move too. ` +
        `If this command is stopped, the cluster continues; calling it again waits for the cluster and then continues. ${ABOUT}` +
        `Exit code 0: done; 1: done, but a tenant has fewer rows than before; ${FAILED}`,
    )
    .option('--add <host:port>', 'node to add first (Azure adds its own nodes)', nodeAddress)
    .action(({ add }: { add?: string }) => placement().spread(add, caller));
}

function nodeAddress(text: string): string {
  if (!/^[^:]+:[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be host:port.');
  return text;
}
