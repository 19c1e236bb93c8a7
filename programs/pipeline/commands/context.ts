import { Option } from 'commander';
import type { Colors } from 'picocolors/types';

import { wholeNumber } from '../../../command-line/whole-number';
import type { Entra } from '../entra';
import type { Programs } from '../programs';
import type { Print } from '../progress';

/** What the steps reach beyond their own files. */
export interface Outside {
  readonly programs: Programs;
  readonly entra: Entra;

  /** Prepares the process for a step. @default nothing is prepared */
  readonly begin?: () => void;
}

/** What steps are given by the call that runs them. */
export interface Context extends Omit<Outside, 'begin'> {
  /** Folder of the configuration. */
  readonly config: string;
  readonly colors: Colors;

  /** Writes a line of the answer. */
  readonly print: Print;

  /** Writes a line about what goes on beside the answer. */
  readonly note: Print;

  /** Ends the process with a code, once it has nothing left to do. Without a call it is 0. */
  readonly exit: (code: number) => void;
}

/** What the options below give, of which each step takes some. */
export interface StepOptions {
  readonly parallel: number;
  readonly plans: string;
  readonly reviewed: string;
  readonly format: 'json' | 'lines';
}

export const parallelOption = () => new Option('--parallel <n>', 'most at once').argParser(wholeNumber(1)).default(4);
export const plansOption = () => new Option('--plans <folder>', 'where the plans are').default('plans');
export const reviewedOption = () =>
  new Option('--reviewed <file>', 'hashes of what was reviewed').default('reviewed.json');
export const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['lines', 'json']).default('lines');
