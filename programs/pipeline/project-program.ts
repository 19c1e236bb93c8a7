import type { Programs } from './programs';
import type { Ended } from './run-program';
import { StepError } from './step-error';

/** Runs a program of this project by the name that it has for its users, for example `npm run review`. */
export function runProjectProgram(name: string, args: readonly string[], programs: Programs): Promise<Ended> {
  return programs.run('npm', ['run', '--silent', name, '--', ...args]);
}

/** What a program wrote as JSON. */
export function jsonOf(name: string, { output, errors }: Ended): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new StepError(`'npm run ${name}' did not answer with JSON: ${errors.trim() || output.trim() || 'nothing'}`);
  }
}
