import { Option } from 'commander';
import type { Colors } from 'picocolors/types';

import { wholeNumber } from '../../../command-line/whole-number';
import type { Entra } from '../entra';
import type { Programs } from '../programs';
import type { Print } from '../progress';

/** What the steps need from outside their own files. */
export interface Outside {
  readonly programs: Programs;
  readonly entra: Entra;
}

/** What a call passes to the steps that it runs. */
export interface Context extends Outside {
  /** Folder of the configuration. */
  readonly config: () => string;

  /** The option that names it, for each step that reads the configuration. */
  readonly configOption: () => Option;
  readonly colors: Colors;

  /** Writes a line of output. */
  readonly print: Print;

  /** Writes a line about progress, apart from the output. */
  readonly note: Print;

  /** Sets the exit code of the process, for when it has nothing left to do. 0 unless called. */
  readonly exit: (code: number) => void;
}

/** Values of the options below. Each step takes some of the options. */
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
