import { Command } from 'commander';

import { scim } from './scim';

new Command('bench')
  .description('Answers one question per command, as ratios of things that are measured in turn in the same run.')
  .addCommand(scim)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  });
