import type { Command } from 'commander';

import type { Caller } from './caller';

/**
 * Gives a command the option that names the folder of the configuration, and its subcommands with it.
 *
 * @returns the folder: that of the option, of CONFIG_DIR, or `config`. To be asked once the arguments are read.
 */
export function configFolder(command: Command, { env }: Caller): () => string {
  command.option('--config <folder>', 'folder of the configuration (default: CONFIG_DIR, or config)');
  return () => command.opts<{ config?: string }>().config || env['CONFIG_DIR'] || 'config';
}
