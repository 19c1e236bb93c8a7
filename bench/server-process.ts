import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server that runs in a process of its own, so that whoever asks it takes none of its time. */
export interface ServerProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a bundled program that prints `{"msg":"listening","url":…}` once it answers.
 *
 * @throws {Error} with what it printed, when it ends before that.
 */
export async function startServer(program: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((listening, failed) => {
    child.once('exit', (code) => {
      failed(new Error(`${program} ended with ${code} before it listened`));
    });
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (!line.includes('"msg":"listening"')) return;
      listening((JSON.parse(line) as { url: string }).url);
      lines.close();
      child.stdout.resume(); // its log is written and thrown away
    });
  });
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
