import { stripVTControlCharacters } from 'node:util';

import type { Caller } from '../../command-line/caller';
import type { Program } from '../../command-line/program';
import { type Ended, runProgram } from '../../programs/pipeline/programs';

/** Calls a program in this process, which takes no start, and gives what it has left. Colors are for terminals. */
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

/** Starts a program as its users do, in a process and an environment of its own, and gives what it has left. */
export function startProgram(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { PATH } = process.env;
  return runProgram(process.execPath, ['--import', 'tsx', main, ...args], { PATH, ...env });
}
