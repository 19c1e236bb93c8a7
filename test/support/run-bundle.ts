import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

import type { Ended } from '../../pipeline/run-program';

const scripts = new Map<string, Script>();

/** Runs a bundle from its first line, in this process but with arguments, output and exit code of its own. */
export function runBundle(file: string, args: readonly string[]): Ended {
  const text = { output: '', errors: '' };
  const writer = (name: keyof typeof text) => (chunk: string) => {
    text[name] += chunk;
    return true;
  };
  const own = Object.create(process, {
    argv: { value: [process.execPath, file, ...args] },
    stdout: { value: { write: writer('output'), isTTY: false } },
    stderr: { value: { write: writer('errors'), isTTY: false } },
    exitCode: { value: undefined, writable: true },
  }) as NodeJS.Process;
  const console = {
    log: (line: string) => own.stdout.write(`${line}\n`),
    error: (line: string) => own.stderr.write(`${line}\n`),
  };
  const load = createRequire(file);
  const require = (name: string): unknown => (/^(node:)?process$/.test(name) ? own : load(name));

  const script =
    scripts.get(file) ?? new Script(`(process, console, require, module) => {${readFileSync(file, 'utf8')}\n}`);
  scripts.set(file, script);
  (script.runInThisContext() as (...given: unknown[]) => void)(own, console, require, { exports: {} });
  return { code: Number(own.exitCode ?? 0), ...text };
}
