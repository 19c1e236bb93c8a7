import { Option } from 'commander';

import type { Caller } from './caller';

/**
 * The folder of the configuration: the value of the option `--config`. If the option is missing, the value of the
 * variable CONFIG_DIR. If the variable is missing too, `config`.
 */
export interface ConfigFolder {
  /** The `--config` option, for each command that reads the configuration. */
  readonly option: () => Option;

  /** Returns the folder. Call this only after the arguments have been parsed. */
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
