import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The service as a separate process, started as an operator would start it. */
export interface ServiceProcess extends AsyncDisposable {
  /** Base URL of the SCIM endpoint. */
  readonly url: string;

  /** Everything that the service has printed so far. */
  output(): string;

  /** The value of a variable that the service prints for people who paste it into a shell. */
  exported(name: string): string;

  /** Resolves to the first line that contains a string, as soon as the service has printed it. */
  printed(text: string): Promise<string>;

  /** Ends the service as an orchestrator does, unless another signal is given. Returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the service on a free port and waits until it listens.
 *
 * @param started string that the service prints when it has started, for a service whose lines are not JSON. Its URL
 *   is then unknown.
 */
export async function startServiceProcess(
  env: Readonly<Record<string, string>>,
  started?: RegExp,
): Promise<ServiceProcess> {
  const child = spawnService({ PORT: '0', ...env });
  const lines: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));

  const stdout = createInterface({ input: child.stdout ?? process.stdin });
  stdout.on('line', (line) => lines.push(line));

  const printed = (text: RegExp | string) =>
    new Promise<string>((done, failed) => {
      const look = () => {
        const line = lines.find((each) => (typeof text === 'string' ? each.includes(text) : text.test(each)));
        if (line === undefined) return;
        stdout.off('line', look);
        done(line);
      };
      stdout.on('line', look);
      child.once('exit', (code) => {
        failed(new Error(`the service ended with ${code} before it printed ${String(text)}:\n${lines.join('\n')}`));
      });
      look();
    });
  const line = await printed(started ?? '"listening"');
  const { url } = started ? { url: '' } : (JSON.parse(line) as { url: string });

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  return {
    url,
    output: () => lines.join('\n'),
    exported: (name) => new RegExp(`^export .*\\b${name}=(\\S+)`, 'm').exec(lines.join('\n'))?.[1] ?? '',
    printed,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** Starts the service, or another of its programs, and waits until it ends by itself. */
export async function failServiceProcess(
  env: Readonly<Record<string, string>>,
  program?: string,
  ...args: readonly string[]
): Promise<{ code: number | null; output: string }> {
  const child = spawnService(env, program, ...args);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  }
  await once(child, 'close');
  return { code: child.exitCode, output: chunks.join('') };
}

function spawnService(
  env: Readonly<Record<string, string>>,
  program = 'service/main.ts',
  ...args: readonly string[]
): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
