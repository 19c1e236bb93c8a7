import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { currentLock } from '../tenants/current-lock';

import { configFiles, isFile } from './config-files';
import type { Programs } from './programs';
import { SYNTH_FOLDER } from './stack';
import { StepError } from './step';

/**
 * The files that the stacks depend on, besides the configuration. Files that do not exist in this project are skipped.
 */
export const STACK_CODE = [
  ...['account', 'command-line', 'constructs', 'entra', 'fleet', 'microsoft/azure', 'stacks'],
  ...['cdktf.json', 'package-lock.json'],
];

/**
 * File next to the stacks that contains a hash of the code and the configuration from which the stacks were
 * synthesized.
 */
const STAMP = join(SYNTH_FOLDER, 'inputs.sha256');

/**
 * Synthesizes all stacks. Then writes a hash of the code and the configuration, so that later steps can check whether
 * the stacks are up to date.
 *
 * @throws {StepError} if the lock file is not up to date. A tenant that is missing from the lock file would lose
 *   its token in the stacks as soon as its file is deleted.
 */
export async function synth(folder: string, programs: Programs, print: (line: string) => void): Promise<void> {
  const { path, isCurrent } = currentLock(folder);
  if (!isCurrent) throw new StepError(`${path} is not current; run \`npx entra-scim tenants lock\` and commit it`);
  const { code } = await programs
    .with({ CONFIG_DIR: folder, CHECKPOINT_DISABLE: '1', CI: 'true' }) // in CI, cdktf prints no animation
    .run('npx', ['--no', 'cdktf', 'synth'], { onLine: print });
  if (code !== 0) throw new StepError('nothing was synthesized; the reason is above');
  writeFileSync(STAMP, `${inputsHash(folder)}\n`);
}

/**
 * Checks that the synthesized stacks are up to date.
 *
 * @throws {StepError} if the code or the configuration has changed since the stacks were synthesized.
 */
export function expectCurrentSynth(folder: string): void {
  const remedy = "run 'npx entra-scim pipeline synth'";
  if (!existsSync(STAMP))
    throw new StepError(`${STAMP} does not exist, so it is unknown what the stacks were synthesized from; ${remedy}`);
  if (readFileSync(STAMP, 'utf8').trim() === inputsHash(folder)) return;
  throw new StepError(
    `${SYNTH_FOLDER} is stale: code or configuration have changed since it was synthesized; ${remedy}`,
  );
}

function inputsHash(folder: string): string {
  const { platform, defaults, lock, tenants } = configFiles(folder);
  const files = new Set([
    ...STACK_CODE.flatMap(filesIn),
    ...[...platform, ...defaults, lock, ...tenants.flatMap((tenant) => [...tenant.files])].filter(isFile),
  ]);
  const hash = createHash('sha256');
  for (const path of [...files].sort()) {
    hash.update(`${path}\0${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`);
  }
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (isFile(path)) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
