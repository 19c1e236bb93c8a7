import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { COMMENT_MARK } from '../../../programs/review/report/comment';
import { PipelineProject } from '../../support/pipeline-project';
import { planOf } from '../../support/plan-document';
import { TOKEN_MADE, TOKEN_MISSING } from '../../support/platform-plan';
import { assigned, REVIEWER } from '../../support/tenant-plan';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the steps of a job that call `entra-scim`, with values for GitHub's expressions. */
async function runSteps(project: PipelineProject, file: string, job: string, given: Readonly<Record<string, string>>) {
  const { jobs } = parse(readFileSync(join('programs', 'init', 'template', 'github', 'workflows', file), 'utf8')) as {
    jobs: Record<string, { readonly steps: readonly Step[] }>;
  };
  const codes: [name: string, code: number][] = [];
  for (const { name, run, env = {} } of jobs[job]?.steps ?? []) {
    if (run === undefined || name === undefined) continue;
    const told = Object.fromEntries(Object.keys(env).map((key) => [key, given[key] ?? '']));
    const files = { GITHUB_OUTPUT: 'fake/output', GITHUB_STEP_SUMMARY: 'fake/summary', STACK: given['STACK'] };
    const { code } = await project.bash(run, { ...files, ...told });
    codes.push([name, code]);
    if (code !== 0) break;
  }
  return codes;
}

const LOSS = planOf([assigned('Finance', REVIEWER.id, null)]);

/** A synthesized project on a branch that changes contoso. */
async function changed(): Promise<PipelineProject> {
  const project = new PipelineProject();
  project.gitHub();
  project.write('.gitignore', '/bin/\n/cdktf.out/\n/fake/\n/plans/\n');
  project.git('init', '--initial-branch=main', '.');
  project.git('add', '.');
  project.git('commit', '-m', 'base');
  project.git('checkout', '-b', 'change');
  project.write('config/tenants/fabrikam.yaml', `${project.read('config/tenants/fabrikam.yaml')}# changed\n`);
  project.git('commit', '-am', 'change');
  await project.run(['synth']);
  return project;
}

describe('the steps of the workflows', () => {
  test('plan what a pull request affects, review it, and comment once', async () => {
    using project = await changed();
    project.planned('tenant-fabrikam', LOSS);
    const given = { BASE: 'main', COMMIT: 'abc123', LABELS: 'documentation,access-change', NUMBER: '7' };

    const plan = await runSteps(project, 'plan.yml', 'plan', given);
    const comments = [
      await runSteps(project, 'plan.yml', 'comment', given),
      await runSteps(project, 'plan.yml', 'comment', given),
    ];

    expect(plan).toEqual([
      ['plan', 0],
      ['review', 0],
      ['show the review', 0],
    ]);
    expect(comments.flat().map(([, code]) => code)).toEqual([0, 0]);
    expect(project.exists('plans/tenant-fabrikam/plan.json')).toBe(true);
    expect(project.exists('plans/platform')).toBe(false);
    expect(project.exists('reviewed.json')).toBe(true);
    expect(project.gitHubNow().comments[7]?.map(({ body }) => body)).toEqual([project.read('review.md')]);
  });

  test('plan named stacks by hand, and accept the labels that the policy asks for', async () => {
    using project = await changed();
    project.planned('tenant-contoso', LOSS);
    const given = { STACKS: 'tenant-contoso platform', COMMIT: 'abc123' };

    const refused = await runSteps(project, 'plan.yml', 'plan', given);
    const hashed = project.exists('reviewed.json');
    const allowed = await runSteps(project, 'plan.yml', 'plan', { ...given, LABELS: 'access-change' });

    expect(refused).toEqual([
      ['plan', 0],
      ['review', 3],
    ]);
    expect(hashed).toBe(false);
    expect(allowed.map(([, code]) => code)).toEqual([0, 0, 0]);
    expect(project.read('reviewed.json')).toContain('tenant-contoso');
    expect(project.read('fake/summary')).toContain('Of commit abc123. Labels: access-change.');
  });

  test('deploy what was reviewed, and leave what could not be planned yet', async () => {
    using project = await changed();
    project.planned('platform', TOKEN_MADE);
    project.failsToPlan('tenant-contoso', TOKEN_MISSING);
    await runSteps(project, 'plan.yml', 'plan', { STACKS: 'platform tenant-contoso' });
    const run = {
      id: 30,
      path: '.github/workflows/plan.yml',
      display_title: 'plan',
      event: 'workflow_dispatch',
      head_branch: 'main',
      head_sha: 'abc123',
      status: 'completed',
      conclusion: 'success',
      created_at: '2026-03-02T12:00:00Z',
    };
    const kept = { 'review.md': COMMENT_MARK, 'reviewed.json': project.read('reviewed.json') };
    project.gitHub({ runs: [run], artifacts: { 30: kept } });
    project.remove('reviewed.json');
    project.write('fake/output', '');

    const found = await runSteps(project, 'apply.yml', 'reviewed', { COMMIT: 'abc123', BRANCH: 'main', RUN: '30' });
    const deployed = await runSteps(project, 'deploy.yml', 'deploy', { STACK: 'platform' });
    const job = { name: 'platform / deploy platform', conclusion: 'success' };
    project.gitHub({ jobs: [{ ...job, steps: [{ name: 'apply', conclusion: 'success' }] }] });
    const report = await runSteps(project, 'apply.yml', 'report', {});

    expect(found.map(([, code]) => code)).toEqual([0, 0]);
    expect(project.read('fake/output')).toContain('platform=["platform"]\n');
    expect(deployed.slice(0, 2)).toEqual([
      ['stop when another has failed', 0],
      ['apply', 0],
    ]);
    expect(report).toEqual([['list what was and was not applied', 3]]);
    expect(project.read('fake/summary')).toContain('| platform | applied |\n| tenant-contoso | not reviewed yet |\n');
  });

  test('do not apply after another has failed', async () => {
    using project = await changed();
    project.gitHub({ attempts: { 2: [{ name: 'first-wave / deploy tenant-adatum', conclusion: 'failure' }] } });

    expect(await runSteps(project, 'deploy.yml', 'deploy', { STACK: 'tenant-contoso' })).toEqual([
      ['stop when another has failed', 2],
    ]);
  });

  test('open an issue about drift at night, and pass with a warning after a deployment', async () => {
    using project = await changed();
    const difference = { what: 'users mail', declared: 'emails' };
    project.write('fake/drift.json', [{ tenant: 'contoso', differences: [difference] }]);

    const looked = await runSteps(project, 'drift.yml', 'look', {});
    const code = /^code=(\d)$/m.exec(project.read('fake/output'))?.[1] ?? '';
    const issue = await runSteps(project, 'drift.yml', 'issue', { CODE: code });
    const verified = await project.run(['verify', 'contoso', '--pass-drift'], { GITHUB_ACTIONS: 'true' });

    expect(looked).toEqual([['look for drift', 0]]);
    expect(code).toBe('1');
    expect(issue).toEqual([['open the issue, update it, or close it', 0]]);
    expect(project.gitHubNow().issues.map(({ body }) => body)).toEqual([project.read('drift.md')]);
    expect(verified.code).toBe(0);
    expect(verified.output).toContain('::warning::Entra differs from the files for contoso');
  });
});
