import { stripVTControlCharacters } from 'node:util';

import type { Caller } from '../../command-line/caller';
import type { Program } from '../../command-line/program';
import { type Ended, runProgram } from '../../programs/pipeline/programs';

/** Calls a program in this process, which saves starting one, and returns its output and exit code, without colors. */
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

/** Starts a program as its users do, in its own process and environment, and returns its output and exit code. */
export function startProgram(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { PATH } = process.env;
  return runProgram(process.execPath, ['--import', 'tsx', main, ...args], { PATH, ...env });
}
