import { Option } from 'commander';

/** The option `--format` of a command that prints a list. */
export function tableOrJson(): Option {
  return new Option('--format <format>', 'table for people, json for programs')
    .choices(['table', 'json'])
    .default('table');
}
