import type { Programs } from './programs';
import { runProjectProgram } from './project-program';
import { StepError } from './step-error';

/** Hash of what a plan document changes, equal for plans that do the same; see `npm run review -- --help`. */
export async function changeSetHash(document: string, programs: Programs): Promise<string> {
  const { code, output, errors } = await runProjectProgram('review', ['--hashes', document], programs);
  const hash = /^[0-9a-f]{64}(?= )/.exec(output)?.[0];
  if (code !== 0 || hash === undefined) throw new StepError(`${document} has no hash\n${errors.trim()}`.trim());
  return hash;
}
