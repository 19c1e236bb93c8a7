import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The service as a process of its own, started as an operator would start it. */
export interface ServiceProcess extends AsyncDisposable {
  /** Base URL of its SCIM endpoint. */
  readonly url: string;

  /** Everything that it has printed so far. */
  output(): string;

  /** The first line with a text, as soon as it has printed one. */
  printed(text: string): Promise<string>;

  /** Ends it as an orchestrator would, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the service on a free port and waits until it listens. */
export async function startServiceProcess(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawnService({ PORT: '0', ...env });
  const lines: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));

  const stdout = createInterface({ input: child.stdout ?? process.stdin });
  stdout.on('line', (line) => lines.push(line));

  const printed = (text: string) =>
    new Promise<string>((done, failed) => {
      const look = () => {
        const line = lines.find((each) => each.includes(text));
        if (line === undefined) return;
        stdout.off('line', look);
        done(line);
      };
      stdout.on('line', look);
      child.once('exit', (code) => {
        failed(new Error(`the service ended with ${code} before it printed ${text}:\n${lines.join('\n')}`));
      });
      look();
    });
  const { url } = JSON.parse(await printed('"listening"')) as { url: string };

  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  return {
    url,
    output: () => lines.join('\n'),
    printed,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** Starts a service that is expected to refuse its environment. */
export async function failServiceProcess(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnService(env);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  }
  await once(child, 'close');
  return { code: child.exitCode, output: chunks.join('') };
}

function spawnService(env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, ['--import', 'tsx', 'service/main.ts'], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
