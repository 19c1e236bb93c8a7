import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { unusableProviders } from './unusable-providers';

/** Terraform or its providers cannot be found, so no trial was run. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

export interface TerraformProps {
  /** Name or path of the Terraform program. */
  readonly binary: string;

  /** Folder of the stack, with its `cdk.tf.json`. */
  readonly folder: string;

  /** Environment variables for `init`, which may need to reach a registry. */
  readonly initEnvironment: NodeJS.ProcessEnv;

  /** Environment variables for all other commands, which need to reach the stand-ins. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs the real Terraform in the folder of one stack. */
export class Terraform {
  readonly #props: TerraformProps;

  constructor(props: TerraformProps) {
    this.#props = props;
  }

  /**
   * Installs the providers that the stack requires, and sets `statePath` as the place of the state.
   *
   * @throws {CannotRun} when the program or its providers cannot be found.
   */
  async init(statePath: string): Promise<void> {
    const args = ['init', '-input=false', '-no-color', '-reconfigure', `-backend-config=path=${statePath}`];
    const { code, output } = await this.#run(args, this.#props.initEnvironment);
    if (code === 0) return;
    const unusable = unusableProviders(output, this.#props.initEnvironment['TF_CLI_CONFIG_FILE']);
    throw unusable === undefined ? failed('init', output) : new CannotRun(unusable);
  }

  async validate(): Promise<void> {
    await this.#succeed(['validate', '-no-color']);
  }

  /** Plans into a file. Returns whether the plan contains changes. */
  async plan(file: string): Promise<boolean> {
    const { code, output } = await this.#run([
      'plan',
      '-input=false',
      '-no-color',
      '-detailed-exitcode',
      `-out=${file}`,
    ]);
    if (code !== 0 && code !== 2) throw failed('plan', output);
    return code === 2;
  }

  /** A plan in JSON. It contains secrets in plain text. */
  async show(file: string): Promise<unknown> {
    return JSON.parse(await this.#succeed(['show', '-json', file]));
  }

  /** Applies the plan in a file, and returns the output of Terraform and of the steps. */
  apply(file: string): Promise<string> {
    return this.#succeed(['apply', '-input=false', '-no-color', file]);
  }

  async #succeed(args: readonly string[]): Promise<string> {
    const { code, output, stdout } = await this.#run(args);
    if (code !== 0) throw failed(args[0] ?? '', output);
    return stdout;
  }

  async #run(args: readonly string[], env = this.#props.environment) {
    const { binary, folder } = this.#props;
    const child = spawn(binary, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: string[] = [];
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(String(chunk)));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(String(chunk)));
    try {
      await once(child, 'close');
    } catch (error) {
      const { message } = error as Error;
      throw new CannotRun(
        `'${binary}' cannot be started (${message}). Install Terraform 1.11 or later, or name it with --terraform.`,
        { cause: error },
      );
    }
    return { code: child.exitCode, stdout: stdout.join(''), output: output.join('') };
  }
}

function failed(command: string, output: string): Error {
  return new Error(`terraform ${command} failed:\n${output.trim()}`);
}
