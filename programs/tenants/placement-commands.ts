import { type Command, InvalidArgumentError } from 'commander';

import type { Caller } from '../../command-line/caller';
import { example } from '../../command-line/program';
import { tableOrJson } from '../../command-line/table-or-json';

/** Loaded when it is called: the other commands about tenants need no database. */
const placement = () => require('./placement') as typeof import('./placement');

const ABOUT = 'Reads and changes the cluster of DATABASE_URL, as the owner of its tables, through its coordinator. ';

/** The commands about where tenants live on a cluster: `nodes`, `place` and `rebalance`. */
export function addPlacementCommands(command: Command, caller: Caller): void {
  command
    .command('nodes')
    .addHelpText(...example('entra-scim tenants nodes'))
    .description(`Tells on which node of a cluster each tenant lives, and how big it is. ${ABOUT}`)
    .addOption(tableOrJson())
    .action(({ format }: { format: 'json' | 'table' }) => placement().showNodes(format, caller));

  command
    .command('place')
    .addHelpText(...example('entra-scim tenants place contoso --node 10.0.0.5:5432'))
    .description(
      `Gives a tenant a shard of its own, and moves it to a node. Writes to this tenant, ` +
        `and to tenants in the same shard, wait until the move is done. ${ABOUT}` +
        'Exit code 0: done; 1: done, and a tenant has fewer rows than before; 2: it failed, or cannot be done.',
    )
    .argument('<slug>', 'the tenant')
    .requiredOption('--node <host:port>', 'the node, as `entra-scim tenants nodes` lists it', nodeAddress)
    .action((slug: string, { node }: { node: string }) => placement().place(slug, node, caller));

  command
    .command('rebalance')
    .addHelpText(...example('entra-scim tenants rebalance', 'entra-scim tenants rebalance --add 10.0.0.7:5432'))
    .description(
      `Spreads the tenants over the nodes of a cluster by size, after a node came; a tenant that was placed may move, too. ` +
        `The cluster goes on with it when this command is stopped; another call waits for it, and goes on from there. ${ABOUT}` +
        'Exit code 0: done; 1: done, and a tenant has fewer rows than before; 2: it failed, or cannot be done.',
    )
    .option('--add <host:port>', 'a node to add first; Azure adds its own', nodeAddress)
    .action(({ add }: { add?: string }) => placement().spread(add, caller));
}

function nodeAddress(text: string): string {
  if (!/^[^:]+:[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be host:port.');
  return text;
}
