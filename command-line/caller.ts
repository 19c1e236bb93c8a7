/** What a program is told by whoever calls it, and where it answers. `process` is the caller of one that is started. */
export interface Caller {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;

  /** What the program ends with, once it has nothing left to do; one of `EXIT`. */
  exitCode?: NodeJS.Process['exitCode'];
}

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Writes a line of the answer. */
export function print({ stdout }: Caller, line: string): void {
  stdout.write(`${line}\n`);
}

/** Writes a line of what its caller has to know besides. */
export function note({ stderr }: Caller, line: string): void {
  stderr.write(`${line}\n`);
}
