import { inspect } from 'node:util';

import { Option } from 'commander';
import type { Colors } from 'picocolors/types';

import { EXIT } from '../../../command-line/exit-code';
import { wholeNumber } from '../../../command-line/whole-number';
import type { Programs } from '../programs';
import { StepError } from '../step-error';

/** What steps are given of the process that runs them. */
export interface Context {
  readonly programs: Programs;

  /** Folder of the configuration. */
  readonly config: string;
  readonly colors: Colors;

  /** Writes a line of the answer. */
  readonly print: (line: string) => void;

  /** Writes a line of what goes on beside the answer. */
  readonly note: (line: string) => void;

  /** Ends the process with a code, once it has nothing left to do. */
  readonly exit: (code: number) => void;
}

export const parallelOption = () => new Option('--parallel <n>', 'most at once').argParser(wholeNumber(1)).default(4);
export const plansOption = () => new Option('--plans <folder>', 'where the plans are').default('plans');
export const reviewedOption = () =>
  new Option('--reviewed <file>', 'hashes of what was reviewed').default('reviewed.json');
export const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['lines', 'json']).default('lines');

/** Runs a step. What it cannot do is told in its own words, and by the exit code. */
export async function run({ note, exit }: Context, step: () => Promise<number>): Promise<void> {
  try {
    exit(await step());
  } catch (error) {
    note(error instanceof StepError ? error.message : inspect(error));
    exit(EXIT.unusable);
  }
}
