import { stripVTControlCharacters } from 'node:util';

import type { Caller } from '../../command-line/caller';
import type { Program } from '../../command-line/program';
import { type Ended, runProgram } from '../../programs/pipeline/programs';

/**
 * Runs a program within this process, which is faster than starting a new one. Returns the program's output, without
 * colors, and its exit code.
 */
export async function callProgram(
  program: Program,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const text = { output: '', errors: '' };
  const output = (name: keyof typeof text) => ({
    write: (chunk: string) => (text[name] += stripVTControlCharacters(chunk)),
  });
  const { PATH } = process.env;
  const caller: Caller = { env: { PATH, ...env }, stdout: output('output'), stderr: output('errors') };
  await program(args, caller);
  return { code: Number(caller.exitCode ?? 0), ...text };
}

/**
 * Starts a program as users do, in a process of its own with this environment. Returns the program's output and exit
 * code.
 */
export function startProgram(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { PATH } = process.env;
  return runProgram(process.execPath, ['--import', 'tsx', main, ...args], { PATH, ...env });
}
