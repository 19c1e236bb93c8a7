import { createColors } from 'picocolors';

import { runPipeline } from './program';
import { programsOnPath } from './programs';

// Plans, states and documents of plans hold secrets: what this program and Terraform write is for this user alone.
process.umask(0o077);

void runPipeline(process.argv.slice(2), {
  programs: programsOnPath(process.env),
  config: process.env['CONFIG_DIR'] || 'config',
  colors: createColors(process.stdout.isTTY && process.env['NO_COLOR'] === undefined),
  print: console.log,
  note: console.error,
  exit: (code) => {
    process.exitCode = code;
  },
});
