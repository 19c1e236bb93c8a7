import { existsSync, readFileSync } from 'node:fs';

/** Thrown if a step cannot do its work. The message says what is wrong and what to do. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/**
 * Reads the JSON from a file that another step wrote.
 *
 * @param step the step that writes the file, such as `plan`.
 * @throws {StepError} if the file is missing or damaged.
 */
export function readOutputOf(step: string, path: string): unknown {
  if (!existsSync(path)) throw new StepError(`${path} does not exist; run 'npx entra-scim pipeline ${step}'`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StepError(`${path} is damaged: it is not JSON; run 'npx entra-scim pipeline ${step}' again`);
  }
}
