/**
 * What a program needs from its caller: environment, output and exit code. For a program that is started by itself,
 * that is `process`.
 */
export interface Caller {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;

  /** The program's exit code once it has nothing left to do; one of `EXIT`. */
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

/** Writes a line that the caller should know besides the output. */
export function note({ stderr }: Caller, line: string): void {
  stderr.write(`${line}\n`);
}
