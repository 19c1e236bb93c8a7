import { Option } from 'commander';

import type { Caller } from './caller';

/**
 * The configuration folder: the value of the option `--config`, or of the environment variable CONFIG_DIR if the option
 * is missing, or `config` if both are missing.
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
