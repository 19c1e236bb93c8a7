import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a separate process, so that its clients do not use its processor time. */
export interface ServerProcess {
  readonly url: string;
  readonly processId: number;

  /** Port of the server's metrics. Undefined if the server was started without metrics. */
  readonly metricsPort: number | undefined;

  /** Stops the server. @returns the last line that it printed. */
  stop(): Promise<string>;
}

interface Announced {
  readonly url: string;
  readonly metricsPort?: number;
}

/**
 * Starts a bundled program. The program prints `{"msg":"listening","url":…}` once it accepts requests.
 *
 * @throws {Error} with the program's output, when the program ends before it prints this line.
 */
export async function startServer(program: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  const { url, metricsPort } = await new Promise<Announced>((listening, failed) => {
    child.once('exit', (code) => {
      failed(new Error(`${program} ended with ${code} before it listened`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = line; // only the latest line of the log is kept
      if (line.includes('"msg":"listening"')) listening(JSON.parse(line) as Announced);
    });
  });
  return {
    url,
    processId: child.pid ?? NaN,
    metricsPort,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'close');
      }
      return last;
    },
  };
}
