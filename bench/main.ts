import { program } from '../command-line/program';

import { consolePages } from './console';
import { fairness } from './fairness';
import { history } from './history';
import { review } from './review';
import { scim } from './scim';
import { streams } from './streams';
import { synth } from './synth';

const bench = program('bench', (command) => {
  command
    .description('Answers one question per command, as ratios of things that are measured in turn in the same run.')
    .addCommand(scim)
    .addCommand(fairness)
    .addCommand(synth)
    .addCommand(review)
    .addCommand(history)
    .addCommand(consolePages)
    .addCommand(streams);
});

void bench(process.argv.slice(2), process);
