import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { StepError } from './step';

/** Runs the external programs that pipeline steps use: Terraform, cdktf, git and gh. */
export interface Programs {
  /** Environment of the steps and of the external programs: credentials, keys, the path of Terraform. */
  readonly env: NodeJS.ProcessEnv;

  /** Runs a program until it ends. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ended>;

  /** Returns the same programs with additional environment variables. */
  with(env: NodeJS.ProcessEnv): Programs;
}

export interface RunOptions {
  /** @default the current folder of this process. */
  readonly folder?: string;

  /** Called with each line of both output streams as soon as it is written. */
  readonly onLine?: (line: string) => void;
}

/** The exit code and the output of a program that has ended. */
export interface Ended {
  /** Exit code. 128 if a signal ended the program. */
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The programs on PATH. */
export function programsOnPath(env: NodeJS.ProcessEnv): Programs {
  return {
    env,
    run: (command, args, options) => runProgram(command, args, env, options),
    with: (more) => programsOnPath({ ...env, ...more }),
  };
}

/** Runs a program from PATH until it ends, without a shell. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { folder, onLine }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  if (onLine) {
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', onLine);
  }
  try {
    await once(child, 'close');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StepError(
      code === 'ENOENT' ? `'${command}' cannot be run; install it, and put it on PATH` : `'${command}': ${message}`,
    );
  }
  return {
    code: child.exitCode ?? 128,
    output: Buffer.concat(output).toString(),
    errors: Buffer.concat(errors).toString(),
  };
}
