import { type Ended, runProgram, type RunOptions } from './run-program';

/** The programs that the steps call: npm, git, gh and Terraform. */
export interface Programs {
  /** What they and the steps are told: credentials, keys, what of Terraform is to be run. */
  readonly env: NodeJS.ProcessEnv;

  /** Runs a program until it ends. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ended>;

  /** The same, told more. */
  with(env: NodeJS.ProcessEnv): Programs;
}

/** Those that are on PATH. */
export function programsOnPath(env: NodeJS.ProcessEnv): Programs {
  return {
    env,
    run: (command, args, options = {}) => runProgram(command, args, env, options),
    with: (more) => programsOnPath({ ...env, ...more }),
  };
}
