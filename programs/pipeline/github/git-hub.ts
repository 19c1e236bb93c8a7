import type { Programs } from '../programs';
import { StepError } from '../step';

/**
 * Environment variables that GitHub sets for each run of a workflow. GH_TOKEN is not in this list, because `gh` reads
 * that variable itself.
 */
const NEEDED = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_SERVER_URL'] as const;

/** GitHub's REST API for the repository of the current run, called through `gh`. */
export class GitHub {
  readonly #programs: Programs;

  constructor(programs: Programs) {
    this.#programs = programs.with({ GH_REPO: this.#variable(programs, 'GITHUB_REPOSITORY') });
  }

  /** Id of this run. */
  get run(): string {
    return this.#variable(this.#programs, 'GITHUB_RUN_ID');
  }

  /** The number of this attempt: 1 for the first attempt, and one more for each repetition of the run. */
  get attempt(): string {
    return this.#variable(this.#programs, 'GITHUB_RUN_ATTEMPT');
  }

  /** URL of the run's page. */
  get runUrl(): string {
    const server = this.#variable(this.#programs, 'GITHUB_SERVER_URL');
    return `${server}/${this.#variable(this.#programs, 'GITHUB_REPOSITORY')}/actions/runs/${this.run}`;
  }

  /** Reads a resource. @param path path below the repository's URL, for example `pulls/7`. */
  async read(path: string): Promise<unknown> {
    return JSON.parse(await this.#gh(['api', this.#url(path)]));
  }

  /** All pages of a list, each as GitHub returns it. */
  async readPages(path: string): Promise<unknown[]> {
    return JSON.parse(await this.#gh(['api', '--paginate', '--slurp', this.#url(path)])) as unknown[];
  }

  /**
   * Creates or changes a resource.
   *
   * @param fields values to write, by name. Each is a string, or `@` followed by the path of the file that contains the
   *   value.
   */
  async write(method: 'PATCH' | 'POST', path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const given = Object.entries(fields).flatMap(([name, value]) => [
      value.startsWith('@') ? '--field' : '--raw-field',
      `${name}=${value}`,
    ]);
    await this.#gh(['api', '--silent', '--method', method, this.#url(path), ...given]);
  }

  /** Downloads the artifact with this name from a run into the current folder. */
  async download(run: number, name: string): Promise<void> {
    await this.#gh(['run', 'download', String(run), '--name', name]);
  }

  #url(path: string): string {
    return `repos/${this.#variable(this.#programs, 'GITHUB_REPOSITORY')}/${path}`;
  }

  async #gh(args: readonly string[]): Promise<string> {
    const { code, output, errors } = await this.#programs.run('gh', args);
    if (code === 0) return output;
    throw new StepError(`'gh ${args.slice(0, 3).join(' ')}' failed with exit code ${code}\n${errors.trim()}`.trim());
  }

  #variable({ env }: Programs, name: (typeof NEEDED)[number]): string {
    const value = env[name];
    if (value) return value;
    throw new StepError(
      `${name} is not set; this step is for a GitHub workflow, where GitHub sets ${NEEDED.join(', ')}`,
    );
  }
}
