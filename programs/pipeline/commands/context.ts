import { Option } from 'commander';
import type { Colors } from 'picocolors/types';

import { wholeNumber } from '../../../command-line/whole-number';
import type { Entra } from '../entra';
import type { Programs } from '../programs';
import type { Print } from '../progress';

/** External programs and services that pipeline steps use. */
export interface Outside {
  readonly programs: Programs;
  readonly entra: Entra;
}

/** The context that `entra-scim pipeline` passes to its steps. */
export interface Context extends Outside {
  /** Returns the folder of the configuration. */
  readonly config: () => string;

  /** The `--config` option, for each step that reads the configuration. */
  readonly configOption: () => Option;
  readonly colors: Colors;

  /** Writes a line of output. */
  readonly print: Print;

  /** Writes a line about the progress. The line is not part of the output. */
  readonly note: Print;

  /** Sets the exit code with which the process will end. If this function is never called, the exit code is 0. */
  readonly exit: (code: number) => void;
}

/** Values of the options that steps can have. Each step has only some of these options. */
export interface StepOptions {
  readonly parallel: number;
  readonly plans: string;
  readonly reviewed: string;
  readonly format: 'json' | 'lines';
}

export const parallelOption = () => new Option('--parallel <n>', 'most at once').argParser(wholeNumber(1)).default(4);
export const plansOption = () => new Option('--plans <folder>', 'folder of the plans').default('plans');
export const reviewedOption = () =>
  new Option('--reviewed <file>', 'file with the hashes of the reviewed plans').default('reviewed.json');
export const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['lines', 'json']).default('lines');
