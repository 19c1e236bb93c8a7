import { createColors } from 'picocolors';

import { runPipeline } from '../../programs/pipeline/program';

import { playedPrograms } from './played-programs';

// `npm run pipeline` for the scripts of workflows: the real steps, and what they call is played.
const { FAKE: fake = '' } = process.env;
void runPipeline(process.argv.slice(2), {
  programs: playedPrograms(process.env, { fake, folder: process.cwd() }),
  config: 'config',
  colors: createColors(false),
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
});
