import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { parse } from 'yaml';

import { runMark } from '../../../programs/pipeline/github/reviewed-run';
import { rolloutJobs } from '../../../programs/pipeline/github/rollout-jobs';
import { isRun, type Needed, type Result } from '../../support/workflow-expression';
import {
  describeWorkflows,
  lintWorkflow,
  type Workflow,
  workflow,
  workflowFiles,
  workflowJobs,
} from '../../support/workflows';

/** Folder of the workflows that `entra-scim init` writes. */
const FOLDER = 'programs/init/template/github/workflows';
const FILES = workflowFiles(FOLDER);

/** The documentation of the workflows. */
const PAGE = readFileSync('docs/pipelines.md', 'utf8');

/** Puts a string into the delimiters of a GitHub expression. */
function expression(text: string): string {
  return ['${{', text, '}}'].join(' ');
}

const JOBS = workflowJobs(FOLDER);

/** References to secrets: the path of each value, and the value. */
function secretsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return /\bsecrets *(\. *[\w*]|\[|\))/.test(value) ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, path === '' ? key : `${path}.${key}`));
}

/**
 * Whether a reference to a secret is forbidden. The only exception is a Terraform variable in a job that plans or
 * deploys, which tenants with external endpoints may need.
 */
function isForbidden([path, text]: [path: string, text: string]): boolean {
  return !/^jobs\.(plan|look|deploy)\.env\.TF_VAR_\w+$/.test(path) || !/^\$\{\{ secrets\.\w+ \}\}$/.test(text);
}

/** Jobs of a rollout, in order, each with the list of stacks that it deploys. */
const LISTS = {
  removal: 'removal',
  platform: 'platform',
  'first-wave': 'first',
  'second-wave': 'second',
  'later-waves': 'rest',
};

/**
 * Jobs of apply.yml that run, given the results of jobs that do not succeed. A job with the result `skipped` has
 * nothing to deploy.
 */
function rollout(ends: Readonly<Record<string, Result>>): string[] {
  const lists = Object.entries({ ...LISTS, verify: 'verify' }).map(([job, list]) => {
    return [list, ends[job] === 'skipped' ? '[]' : '["one"]'];
  });
  const done: Record<string, Needed> = {};
  for (const [name, { if: condition, needs = [] }] of Object.entries(workflow(join(FOLDER, 'apply.yml')).jobs)) {
    const needed = Object.fromEntries([needs].flat().map((job) => [job, done[job] as Needed]));
    const result = isRun(condition, needed) ? (ends[name] ?? 'success') : 'skipped';
    done[name] = { result, outputs: name === 'reviewed' && result === 'success' ? Object.fromEntries(lists) : {} };
  }
  return Object.keys(done).filter((name) => done[name]?.result !== 'skipped');
}

describe('the workflows', () => {
  describeWorkflows(FOLDER);

  test('fail in the linter when they are wrong', async () => {
    const [file = ''] = FILES;
    const wrong = readFileSync(file, 'utf8').replace('runs-on:', 'run-on:');

    expect(await lintWorkflow(wrong, file)).toContainEqual(expect.stringContaining('run-on'));
  });

  test.each(JOBS)('%s names its permissions, and writes no code', (_, { permissions = {} }) => {
    expect(Object.keys(permissions)).not.toEqual([]);
    const written = Object.entries(permissions).filter(([, access]) => access === 'write');
    expect(['id-token', 'issues', 'pull-requests']).toEqual(
      expect.arrayContaining(written.map(([permission]) => permission)),
    );
  });

  test.each(JOBS.filter(([, { uses, permissions }]) => uses === undefined && permissions?.['id-token'] !== undefined))(
    '%s signs in without a secret, from an environment, and writes nothing on GitHub',
    (_, { environment, env, permissions }) => {
      expect(environment).toBeDefined();
      expect(env).toMatchObject({ ARM_USE_OIDC: 'true', ARM_CLIENT_ID: expect.stringContaining('vars.') });
      expect(Object.values(permissions ?? {}).filter((access) => access === 'write')).toHaveLength(1);
    },
  );

  test('name no secret but variables of Terraform, in jobs that plan or deploy', () => {
    expect(FILES.flatMap((file) => secretsIn(workflow(file))).filter(isForbidden)).toEqual([]);
  });

  test.each([
    ['plan.yml', 'plan'],
    ['drift.yml', 'look'],
    ['deploy.yml', 'deploy'],
  ])("take an environment's secret as the page says: %s", async (name, job) => {
    const [line = '', secret] = /^ {4}TF_VAR_\w+: \$\{\{ secrets\.(\w+) \}\}$/m.exec(PAGE) ?? [];
    const file = join(FOLDER, name);
    const bare = readFileSync(file, 'utf8').replace(/^ {6}TF_VAR_.*\n/gm, '');
    const edited = bare.replace(/^ {6}ARM_USE_OIDC:/m, `  ${line}\n$&`);

    const variable = `jobs.${job}.env.${line.trim().split(':')[0]}`;
    expect(secretsIn(parse(edited) as Workflow)).toContainEqual([variable, expression(`secrets.${secret}`)]);
    expect(secretsIn(parse(edited) as Workflow).filter(isForbidden)).toEqual([]);
    expect(await lintWorkflow(edited, file)).toEqual([]);
    expect(PAGE).toContain(`\`${job}\``);
  });

  test.each([
    ['to sign in with', 'plan.yml', /ARM_CLIENT_ID: .*/, 'ARM_CLIENT_SECRET: ${{ secrets.ARM_CLIENT_SECRET }}'],
    ['for a step', 'deploy.yml', 'GH_TOKEN: ${{ github.token }}', 'GH_TOKEN: ${{ secrets.PAT }}'],
    ['in a job that tests', 'verify.yml', 'ARM_USE_OIDC:', 'TF_VAR_token: ${{ secrets.TOKEN }}\n      ARM_USE_OIDC:'],
    ['in a string', 'plan.yml', 'ARM_USE_OIDC:', 'TF_VAR_token: x${{ secrets.TOKEN }}\n      ARM_USE_OIDC:'],
    ['by a computed name', 'plan.yml', 'ARM_USE_OIDC:', "TF_VAR_token: ${{ secrets['X'] }}\n      ARM_USE_OIDC:"],
    ['in a condition', 'verify.yml', 'runs-on:', "if: secrets.X != ''\n    runs-on:"],
    ['all at once', 'plan.yml', 'ARM_USE_OIDC:', 'TF_VAR_all: ${{ toJSON(secrets) }}\n      ARM_USE_OIDC:'],
  ])('may take no secret %s', (_, name, place, instead) => {
    const edited = readFileSync(join(FOLDER, name), 'utf8').replace(place, instead);

    expect(secretsIn(parse(edited) as Workflow).filter(isForbidden)).toHaveLength(1);
  });

  test('give secrets of environments only to deployments', () => {
    const callers = JOBS.filter(([, { uses }]) => uses !== undefined);

    // Without `inherit`, secrets of the environment are empty in a called workflow's jobs.
    for (const [, { uses, secrets }] of callers) {
      expect(secrets).toBe(uses === './.github/workflows/deploy.yml' ? 'inherit' : undefined);
    }
    expect(callers.filter(([, { secrets }]) => secrets === 'inherit')).toHaveLength(Object.keys(LISTS).length);
  });

  test('keep neither plans nor their documents', () => {
    const kept = JOBS.flatMap(([, { steps = [] }]) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
      .flatMap((step) => step.with?.['path']?.trim().split('\n') ?? []);

    expect(kept.sort()).toEqual([
      'drift.md',
      'rehearsal.txt',
      'review.md',
      'reviewed.json',
      'reviewed.json',
      'summary.md',
    ]);
  });

  test('start on the right events', () => {
    const triggers = Object.fromEntries(FILES.map((file) => [basename(file, '.yml'), workflow(file).on]));

    expect(triggers).toEqual({
      apply: { push: { branches: ['main'] }, workflow_dispatch: expect.anything() },
      check: { pull_request: null, push: { branches: ['main'] } },
      deploy: { workflow_call: expect.anything() },
      drift: { schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }], workflow_dispatch: null },
      plan: {
        pull_request: { branches: ['main'], types: ['opened', 'synchronize', 'reopened', 'labeled', 'unlabeled'] },
        workflow_dispatch: expect.anything(),
      },
      verify: { workflow_call: expect.anything() },
    });
  });

  test('deploy in order, each stage from its own list: removed tenants, the platform, then the waves', () => {
    const { jobs } = workflow(join(FOLDER, 'apply.yml'));
    const order = Object.keys(LISTS);

    for (const [index, [name, list]] of Object.entries(LISTS).entries()) {
      expect([jobs[name]?.needs].flat()).toEqual(['reviewed', ...order.slice(0, index)]);
      expect(jobs[name]?.with).toMatchObject({ stacks: expression(`needs.reviewed.outputs.${list}`) });
    }
    expect(jobs['verify']?.needs).toEqual(['reviewed', ...order]);
    expect(jobs['report']?.needs).toEqual(['reviewed', ...order, 'verify']);
  });

  test('deploy everything, test the other served tenants, and report', () => {
    expect(rollout({})).toEqual(['reviewed', ...Object.keys(LISTS), 'verify', 'report']);
  });

  test.each(Object.keys(LISTS))('go on when there is nothing to deploy in %s', (job) => {
    const without = (name: string) => name !== job && (job !== 'platform' || name !== 'verify');

    expect(rollout({ [job]: 'skipped' })).toEqual(rollout({}).filter(without));
  });

  test.each(
    ['reviewed', ...Object.keys(LISTS)].flatMap((job) => [
      [job, 'failure'] as const,
      [job, 'cancelled'] as const, // GitHub cancels a job that takes too long
    ]),
  )('deploy nothing further when %s has ended with %s', (job, result) => {
    const order = ['reviewed', ...Object.keys(LISTS)];
    const began = order.slice(0, order.indexOf(job) + 1);
    const verified = began.slice(0, -1).includes('platform') ? ['verify'] : [];

    expect(rollout({ [job]: result })).toEqual([...began, ...verified, ...(job === 'reviewed' ? [] : ['report'])]);
  });

  test('hand on every list of the rollout', () => {
    const { outputs = {} } = workflow(join(FOLDER, 'apply.yml')).jobs['reviewed'] ?? {};
    const lists = Object.keys(rolloutJobs([], []));

    expect(outputs).toEqual(
      Object.fromEntries(lists.map((list) => [list, expression(`steps.rollout.outputs.${list}`)])),
    );
  });

  test('name a plan after its pull request, so that a deployment can find it again', () => {
    const name = workflow(join(FOLDER, 'plan.yml'))['run-name'] ?? '';
    const [, format = '', ...values] =
      /^\$\{\{ github\.event_name == 'pull_request' && format\('(.*)', (\S+), (\S+), \S+\) \|\| '' \}\}$/.exec(name) ??
      [];

    expect(values).toEqual(['github.event.pull_request.number', 'github.event.pull_request.base.ref']);
    expect(format.replace('{0}', '7').replace('{1}', 'main')).toBe(`${runMark(7, 'main')} {2}`);
  });

  test('take labels of a pull request, or those that are given by hand', () => {
    const { on, jobs } = workflow(join(FOLDER, 'plan.yml'));
    const review = jobs['plan']?.steps?.find(({ name }) => name === 'review');

    expect(on['workflow_dispatch']).toMatchObject({ inputs: { labels: { required: false } } });
    expect(review?.env?.['LABELS']).toBe("${{ join(github.event.pull_request.labels.*.name, ',') || inputs.labels }}");
  });

  test('run plans by hand in parallel, but plan only the last commit of a pull request', () => {
    expect(workflow(join(FOLDER, 'plan.yml')).concurrency).toEqual({
      group: `plan-${expression("github.event_name == 'pull_request' && github.ref || github.run_id")}`,
      'cancel-in-progress': true,
    });
  });

  test('comment also when nothing could be planned', () => {
    const { jobs } = workflow(join(FOLDER, 'plan.yml'));
    const download = jobs['comment']?.steps?.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));

    expect(jobs['comment']?.if).not.toContain('shown');
    expect(download?.if).toContain("needs.plan.outputs.shown == 'success'");
  });

  test('look for drift without the reviewers of plans, in a separate environment for each tenant', () => {
    const environment = (file: string, job: string) => workflow(join(FOLDER, file)).jobs[job]?.environment;

    expect(environment('plan.yml', 'plan')).toBe('plan');
    expect(environment('drift.yml', 'look')).toBe('drift');
    expect(environment('deploy.yml', 'deploy')).toBe('${{ matrix.stack }}');
    expect(environment('verify.yml', 'verify')).toBe('tenant-${{ matrix.tenant }}');
  });
});
