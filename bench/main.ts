import { Command } from 'commander';

import { fail } from '../command-line/fail';

import { fairness } from './fairness';
import { review } from './review';
import { scim } from './scim';
import { synth } from './synth';

new Command('bench')
  .description('Answers one question per command, as ratios of things that are measured in turn in the same run.')
  .addCommand(scim)
  .addCommand(fairness)
  .addCommand(synth)
  .addCommand(review)
  .parseAsync()
  .catch(fail);
