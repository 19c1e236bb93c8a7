/**
 * The caller of a command. It provides the environment and the output streams, and receives the exit code. If the
 * command runs in a process of its own, `process` is the caller.
 */
export interface Caller {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;

  /** Exit code with which the program will end. One of the values of `EXIT`. */
  exitCode?: NodeJS.Process['exitCode'];
}

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Writes a line of output. */
export function print({ stdout }: Caller, line: string): void {
  stdout.write(`${line}\n`);
}

/** Writes a line of information to stderr, so that it does not become part of the output. */
export function note({ stderr }: Caller, line: string): void {
  stderr.write(`${line}\n`);
}
