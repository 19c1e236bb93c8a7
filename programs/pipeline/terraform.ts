import { resolve } from 'node:path';

import { type Diagnostic, errorsIn, renderDiagnostic } from './diagnostic';
import { EnvironmentSecrets } from './environment-secrets';
import type { Ended, Programs } from './programs';
import { lockProviders } from './provider-lock';
import type { Stack } from './stack';
import { StepError } from './step';

/** Exit codes of `terraform plan -detailed-exitcode`. */
const NOTHING = 0;
const SOMETHING = 2;

/** Thrown if Terraform has failed. The message comes from Terraform, without the secrets of the environment. */
export class TerraformError extends StepError {
  /** The errors, one by one. The list is empty if Terraform did not write the errors as JSON. */
  readonly errors: readonly Diagnostic[];

  constructor(message: string, errors: readonly Diagnostic[] = []) {
    super(message);
    this.errors = errors;
  }

  /** Whether Terraform refused a stored plan because the state has changed since the plan was made. */
  get isStale(): boolean {
    return this.message.includes('Saved plan is stale');
  }
}

/** Whether a plan contains changes. */
export type Planned = 'changes' | 'no changes';

let lastInit: Promise<unknown> = Promise.resolve();

/** Runs Terraform in the folder of a synthesized stack. */
export class Terraform {
  readonly #stack: Stack;
  readonly #programs: Programs;
  readonly #secrets: EnvironmentSecrets;

  constructor(stack: Stack, programs: Programs) {
    this.#stack = stack;
    this.#secrets = new EnvironmentSecrets(programs.env);
    this.#programs = programs.with({ TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' });
  }

  async init(): Promise<void> {
    const args = ['init', '-input=false', '-no-color'];
    if (lockProviders(this.#stack)) args.push('-lockfile=readonly');
    const init = () => this.#succeed(args);
    if (!this.#programs.env['TF_PLUGIN_CACHE_DIR']) {
      await init();
      return;
    }
    // One `init` at a time, because Terraform's plugin cache does not support concurrent writers.
    const turn = lastInit.then(init);
    lastInit = turn.catch(() => undefined);
    await turn;
  }

  /** Writes a plan to `file`. The plan's text is never shown: a provider may have copied a secret into it. */
  async plan(file: string, ...options: readonly string[]): Promise<Planned> {
    const args = [
      'plan',
      '-input=false',
      '-no-color',
      '-json',
      '-detailed-exitcode',
      `-out=${resolve(file)}`,
      ...options,
    ];
    const ended = await this.#run(args);
    if (ended.code !== NOTHING && ended.code !== SOMETHING) throw this.#failure('plan', ended);
    return ended.code === NOTHING ? 'no changes' : 'changes';
  }

  /** Returns a plan in Terraform's JSON format. */
  async show(file: string): Promise<string> {
    return (await this.#succeed(['show', '-no-color', '-json', resolve(file)])).output;
  }

  async apply(file: string, onLine: (line: string) => void): Promise<void> {
    await this.#succeed(['apply', '-input=false', '-no-color', resolve(file)], (line) => {
      onLine(this.#secrets.hide(line));
    });
  }

  async #succeed(args: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const ended = await this.#run(args, onLine);
    if (ended.code !== 0) throw this.#failure(args[0] ?? '', ended);
    return ended;
  }

  #run(args: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const { folder } = this.#stack;
    const command = this.#programs.env['TERRAFORM_BINARY_NAME'] || 'terraform';
    return this.#programs.run(command, args, { folder, onLine });
  }

  #failure(command: string, { code, output, errors }: Ended): TerraformError {
    const listed = command === 'plan' ? errorsIn(output) : [];
    const text = this.#secrets.hide([...listed.map(renderDiagnostic), errors.trim()].join('\n\n'));
    return new TerraformError(`terraform ${command} failed with exit code ${code}\n${text.trim()}`.trim(), listed);
  }
}
