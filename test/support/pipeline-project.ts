import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { TerraformPlan } from '../../review/plan/terraform-plan';

import { CONTOSO, FABRIKAM, PLATFORM } from './config-folder';

/** Folders with what was synthesized, by the stacks that are in there. */
const synthesized = new Map<string, string>();

/** A project in a folder of its own, with a platform, contoso, fabrikam and adatum, a fake terraform and a fake npm. */
export class PipelineProject implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'entra-scim-pipeline-'));

  constructor() {
    this.#program('terraform');
    this.#program('npm');
    this.write('config/platform.yaml', PLATFORM);
    this.write('config/tenants/contoso.yaml', CONTOSO);
    this.write('config/tenants/fabrikam.yaml', FABRIKAM);
    this.write('config/tenants/adatum.yaml', CONTOSO.replace('slug: contoso', 'slug: adatum'));
    this.write('package-lock.json', '{}');
    this.stacks({ platform: [], 'tenant-adatum': ['platform'], 'tenant-contoso': ['platform'], 'tenant-fabrikam': [] });
    this.tenants({ contoso: 0, adatum: 1, fabrikam: 1 });
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }

  write(name: string, content: unknown): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  exists(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  /** Permissions of a file, for example `600`. */
  mode(name: string): string {
    return (statSync(join(this.path, name)).mode & 0o777).toString(8);
  }

  /** What a synth makes: stacks, and what each depends on. */
  stacks(stacks: Readonly<Record<string, readonly string[]>>): void {
    const entries = Object.entries(stacks).map(([name, dependencies]) => {
      return [name, { name, workingDirectory: `stacks/${name}`, dependencies }];
    });
    this.write('fake/stacks.json', Object.fromEntries(entries));
    for (const name of Object.keys(stacks)) mkdirSync(join(this.path, 'fake', name), { recursive: true });
  }

  /** What `npm run tenants` lists: slugs and their waves. */
  tenants(waves: Readonly<Record<string, number>>): void {
    const tenants = Object.entries(waves).map(([slug, wave]) => ({ slug, wave, state: 'present' }));
    this.write('fake/tenants.json', tenants);
  }

  /** What Terraform finds to do for a stack. */
  planned(stack: string, plan: TerraformPlan): void {
    this.write(`fake/${stack}/plan.json`, plan);
  }

  /** Has a command of Terraform fail for a stack. */
  fails(stack: string, command: string, text: string): void {
    this.write(`fake/${stack}/fail-${command}`, text);
  }

  /** Calls of terraform and npm since the last time. */
  calls(): string[] {
    if (!this.exists('fake/calls')) return [];
    const calls = this.read('fake/calls').trim().split('\n');
    this.remove('fake/calls');
    return calls;
  }

  git(...args: string[]): void {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: this.path, stdio: 'pipe' });
  }

  /** Synthesizes, or takes what was synthesized for another project of the same files. */
  async synth(): Promise<void> {
    const key = this.read('fake/stacks.json');
    const known = synthesized.get(key);
    if (known !== undefined) {
      cpSync(known, join(this.path, 'cdktf.out'), { recursive: true });
      return;
    }
    const { code, errors } = await this.run(['synth']);
    if (code !== 0) throw new Error(errors);
    const copy = mkdtempSync(join(tmpdir(), 'entra-scim-synth-'));
    cpSync(join(this.path, 'cdktf.out'), copy, { recursive: true });
    process.on('exit', () => {
      rmSync(copy, { recursive: true });
    });
    synthesized.set(key, copy);
    this.calls();
  }

  /** Runs a step as a pipeline does. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    const child = spawn(process.execPath, ['--import', tsx, resolve('pipeline/main.ts'), ...args], {
      cwd: this.path,
      env: {
        PATH: `${join(this.path, 'bin')}:${process.env['PATH'] ?? ''}`,
        FAKE: join(this.path, 'fake'),
        TSX: tsx,
        REVIEW: resolve('review/main.ts'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    await once(child, 'close');
    return { code: child.exitCode, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() };
  }

  #program(name: string): void {
    const script = resolve(`test/support/fake-${name}.mjs`);
    this.write(`bin/${name}`, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
    chmodSync(join(this.path, 'bin', name), 0o755);
  }
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}
