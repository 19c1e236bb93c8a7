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
import { dirname, join } from 'node:path';

import type { Diagnostic } from '../../programs/pipeline/diagnostic';
import type { Ended } from '../../programs/pipeline/programs';
import type { TerraformPlan } from '../../programs/review';
import { currentLock } from '../../programs/tenants/current-lock';

import { bundles, keptFolder } from './bundles';
import { callProgram } from './call-program';
import { CONTOSO, FABRIKAM, PLATFORM } from './config-folder';
import { type FakeGitHub, REPOSITORY } from './fake-gh';
import { playedPipeline } from './played-pipeline';

/** Caches folders with synthesized output, by configuration. */
const synthesized = new Map<string, string>();

/** The lock file that every new project starts with, including its tenants. */
let lock: string | undefined;

/** A project in its own folder, with a platform, the tenants contoso, fabrikam and adatum, and fake programs. */
export class PipelineProject implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'entra-scim-pipeline-'));

  constructor() {
    this.write('config/platform.yaml', PLATFORM);
    this.write('config/tenants/contoso.yaml', `${CONTOSO}wave: 0\n`);
    this.write('config/tenants/fabrikam.yaml', `${FABRIKAM}wave: 1\n`);
    this.tenant('adatum', 1);
    this.write('config/fleet.lock.yaml', (lock ??= currentLock(join(this.path, 'config')).text));
    this.write('package-lock.json', '{}');
    this.stacks({ platform: [], 'tenant-adatum': ['platform'], 'tenant-contoso': ['platform'], 'tenant-fabrikam': [] });
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

  /** Sets the result of `cdktf synth`: the stacks, and the dependencies of each. */
  stacks(stacks: Readonly<Record<string, readonly string[]>>): void {
    const entries = Object.entries(stacks).map(([name, dependencies]) => {
      return [name, { name, workingDirectory: `stacks/${name}`, dependencies }];
    });
    this.write('fake/stacks.json', Object.fromEntries(entries));
    for (const name of Object.keys(stacks)) mkdirSync(join(this.path, 'fake', name), { recursive: true });
  }

  /** Adds a tenant of the companion service. */
  tenant(slug: string, wave: number): void {
    const file = CONTOSO.replace('slug: contoso', `slug: ${slug}`).replace('Contoso workspace', slug);
    this.write(`config/tenants/${slug}.yaml`, `${file}wave: ${wave}\n`);
  }

  /** Sets the fake GitHub's data. Anything not given is empty. */
  gitHub(known: Partial<FakeGitHub> = {}): void {
    const nothing = { pulls: {}, runs: [], artifacts: {}, jobs: [], attempts: {}, issues: [], comments: {} };
    this.write('fake/github.json', { ...nothing, ...known });
  }

  /** The fake GitHub's current data. */
  gitHubNow(): FakeGitHub {
    return JSON.parse(this.read('fake/github.json')) as FakeGitHub;
  }

  /** Sets Terraform's plan for a stack. */
  planned(stack: string, plan: TerraformPlan): void {
    this.write(`fake/${stack}/plan.json`, plan);
  }

  /** Makes Terraform fail to plan a stack, with these errors. */
  failsToPlan(stack: string, ...errors: readonly Diagnostic[]): void {
    const lines = errors.map((error) => {
      const diagnostic = { severity: 'error', ...error };
      return JSON.stringify({
        '@level': 'error',
        '@message': `Error: ${error.summary}`,
        type: 'diagnostic',
        diagnostic,
      });
    });
    const version = { '@level': 'info', '@message': 'Terraform 1.11.4', type: 'version', ui: '1.2' };
    this.write(`fake/${stack}/fail-plan`, [JSON.stringify(version), ...lines, ''].join('\n'));
  }

  /** Makes a command of Terraform fail for a stack, with this output. */
  fails(stack: string, command: string, text: string): void {
    this.write(`fake/${stack}/fail-${command}`, text);
  }

  /** Calls to fake programs and to Entra since the last call of this method. */
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

  /** Synthesizes, or reuses the output of another project with the same files. */
  async synth(): Promise<void> {
    const key = this.read('fake/stacks.json');
    const known = synthesized.get(key);
    if (known !== undefined) {
      cpSync(known, join(this.path, 'cdktf.out'), { recursive: true });
      return;
    }
    const { code, errors } = await this.run(['synth']);
    if (code !== 0) throw new Error(errors);
    const copy = keptFolder('entra-scim-synth-');
    cpSync(join(this.path, 'cdktf.out'), copy, { recursive: true });
    synthesized.set(key, copy);
    this.calls();
  }

  /** Runs a step in this process, with fakes for the programs that it calls. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const before = process.cwd();
    process.chdir(this.path);
    try {
      const steps = playedPipeline({ fake: join(this.path, 'fake'), folder: this.path });
      return await callProgram(steps, args, { ...this.#env, ...env });
    } finally {
      process.chdir(before);
    }
  }

  /** Runs a step as a pipeline does, in its own process. It finds the fake programs on PATH. */
  async start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    for (const name of ['terraform', 'npx', 'gh']) {
      this.#script(
        name,
        `exec '${process.execPath}' '${join(bundles(), 'test', 'support', 'played-program.js')}' ${name} "$@"`,
      );
    }
    return this.#start(process.execPath, [join(bundles(), 'test', 'support', 'pipeline-program.js'), ...args], env);
  }

  /**
   * Runs a script as GitHub runs the script of a step. `entra-scim pipeline` is real, but the programs that it calls
   * are fakes.
   */
  async bash(script: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    this.#script(
      'npx',
      `shift 3; exec '${process.execPath}' '${join(bundles(), 'test', 'support', 'played-pipeline-program.js')}' "$@"`,
    );
    return this.#start('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], env);
  }

  async #start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    const child = spawn(command, args, { cwd: this.path, env: { ...this.#env, ...env } });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    await once(child, 'close');
    return {
      code: child.exitCode ?? 128,
      output: Buffer.concat(output).toString(),
      errors: Buffer.concat(errors).toString(),
    };
  }

  get #env(): NodeJS.ProcessEnv {
    return {
      PATH: `${join(this.path, 'bin')}:${process.env['PATH'] ?? ''}`,
      FAKE: join(this.path, 'fake'),
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SERVER_URL: 'https://github.example',
    };
  }

  /** Puts a shell script on PATH. */
  #script(name: string, line: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${line}\n`);
    chmodSync(join(this.path, 'bin', name), 0o755);
  }
}
