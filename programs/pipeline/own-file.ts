import { existsSync, readFileSync } from 'node:fs';

import { StepError } from './step-error';

/**
 * The JSON of a file that another step writes.
 *
 * @param step writes the file, such as `plan`.
 * @throws {StepError} when the file is not there or damaged.
 */
export function readOwnFile(path: string, step: string): unknown {
  if (!existsSync(path)) throw new StepError(`${path} does not exist; run 'npm run pipeline -- ${step}'`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StepError(`${path} is damaged, it holds no JSON; run 'npm run pipeline -- ${step}' again`);
  }
}
