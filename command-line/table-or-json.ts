import { Option } from 'commander';

/** `--format` of a command that prints a list. */
export function tableOrJson(): Option {
  return new Option('--format <format>', 'for a person or a program').choices(['table', 'json']).default('table');
}
