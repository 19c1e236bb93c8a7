import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command as Terraform's `local-exec` does, and returns its output. */
export async function runStep(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, { shell: true, cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(String(chunk)));
  await once(child, 'close');
  return output.join('');
}
