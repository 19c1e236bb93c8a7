import { Option } from 'commander';

import type { Caller } from './caller';

/** The folder of the configuration: that of `--config`, of CONFIG_DIR, or `config`. */
export interface ConfigFolder {
  /** The option that names it, for each command that reads the configuration. */
  readonly option: () => Option;

  /** Call it only after the arguments have been parsed. */
  readonly path: () => string;
}

export function configFolder({ env }: Caller): ConfigFolder {
  let named = '';
  return {
    option: () =>
      new Option('--config <folder>', 'folder of the configuration (default: CONFIG_DIR, or config)').argParser(
        (folder) => (named = folder),
      ),
    path: () => named || env['CONFIG_DIR'] || 'config',
  };
}
