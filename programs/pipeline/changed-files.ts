import type { Programs } from './programs';
import { StepError } from './step-error';

/** Files that differ between where this branch left `base` and its head, relative to the project. A rename counts twice. */
export async function changedFiles(base: string, programs: Programs): Promise<string[]> {
  const args = ['diff', '--name-only', '--no-renames', '--relative', '-z', `${base}...HEAD`, '--'];
  const { code, output, errors } = await programs.run('git', args);
  if (code !== 0) {
    throw new StepError(
      `git cannot compare with '${base}'; name a commit or branch that is here (in a shallow clone, fetch it first)\n` +
        errors.trim(),
    );
  }
  return output.split('\0').filter((path) => path !== '');
}
