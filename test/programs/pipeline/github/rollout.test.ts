import { rolloutJobs } from '../../../../programs/pipeline/github/rollout-jobs';
import type { Stage } from '../../../../programs/pipeline/stage';
import type { FakeJob } from '../../../support/fake-gh';
import { PipelineProject } from '../../../support/pipeline-project';

/** A project with a review that covers these stacks. */
async function reviewed(stacks: readonly string[], deferred: readonly string[] = []): Promise<PipelineProject> {
  const project = new PipelineProject();
  await project.synth();
  const entries = stacks.map((stack) => [stack, { hash: '0'.repeat(64), changes: true }]);
  project.write('reviewed.json', { formatVersion: 1, stacks: Object.fromEntries(entries), deferred });
  return project;
}

/** A job of deploy.yml, with the name that GitHub gives it in the calling workflow. */
function deployed(stack: string, apply: string | null, conclusion: string | null = apply): FakeJob {
  return { name: `first-wave / deploy ${stack}`, conclusion, steps: [{ name: 'apply', conclusion: apply }] };
}

function stage(name: string, count: number): Stage {
  const stacks = Array.from({ length: count }, (_, index) => {
    return { name: `tenant-${name.replace(' ', '-')}-${index}`, folder: '', dependencies: [] };
  });
  return { name, stacks };
}

describe('entra-scim pipeline github rollout', () => {
  test('prints the stacks of each job, and the tenants that a new platform serves beside them', async () => {
    using project = await reviewed(['platform', 'tenant-contoso']);

    const { code, output } = await project.run(['github', 'rollout']);

    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      'removal=[]',
      'platform=["platform"]',
      'first=["tenant-contoso"]',
      'second=[]',
      'rest=[]',
      'verify=["adatum"]',
      '',
    ]);
  });

  test('leaves out what was deferred, and tests no tenant when the platform stays as it is', async () => {
    using project = await reviewed(['tenant-fabrikam'], ['tenant-adatum']);

    const { output } = await project.run(['github', 'rollout']);

    expect(output).toContain('first=["tenant-fabrikam"]\n');
    expect(output).not.toContain('adatum');
  });

  test('goes on in the next job with a wave that is too large for a matrix', () => {
    const jobs = rolloutJobs([stage('wave 0', 257), stage('wave 1', 2), stage('wave 2', 1)], []);

    expect(jobs.first).toHaveLength(256);
    expect(jobs.second).toEqual(['tenant-wave-0-256']);
    expect(jobs.rest).toEqual(['tenant-wave-1-0', 'tenant-wave-1-1', 'tenant-wave-2-0']);
  });

  test('fails before anything is deployed when all jobs are too few', () => {
    expect(() => rolloutJobs([stage('wave 0', 769)], [])).toThrow(
      "the job 'rest' would have 257 stacks, but GitHub allows only 256 in a matrix; plan some of them by hand",
    );
    expect(() => rolloutJobs([stage('removal', 257)], [])).toThrow("the job 'removal' would have 257 stacks");
  });
});

describe('entra-scim pipeline github unfailed', () => {
  test('passes while no deployment of this attempt has failed', async () => {
    using project = new PipelineProject();
    const jobs = [
      deployed('platform', 'success'),
      deployed('tenant-contoso', null),
      deployed('tenant-fabrikam', null, 'skipped'),
      { name: 'x', conclusion: 'failure' },
    ];
    project.gitHub({ attempts: { 1: [deployed('tenant-adatum', 'failure')], 2: jobs } });

    expect(await project.run(['github', 'unfailed'])).toMatchObject({ code: 0 });
  });

  test('fails when one has, and names it', async () => {
    using project = new PipelineProject();
    const jobs = [deployed('platform', 'success'), deployed('tenant-adatum', 'success', 'failure')];
    project.gitHub({ attempts: { 2: [...jobs, deployed('tenant-contoso', 'failure')] } });

    const { code, errors } = await project.run(['github', 'unfailed']);

    expect(code).toBe(2);
    expect(errors).toBe(
      'nothing more is applied, because these deployments have failed: tenant-adatum, tenant-contoso\n',
    );
  });

  test.each(['cancelled', 'timed_out', 'action_required'])('fails when one was cut off: %s', async (conclusion) => {
    using project = new PipelineProject();
    project.gitHub({ attempts: { 2: [deployed('tenant-contoso', 'cancelled', conclusion)] } });

    const { code, errors } = await project.run(['github', 'unfailed']);

    expect(code).toBe(2);
    expect(errors).toContain('these deployments have failed: tenant-contoso');
  });
});

describe('entra-scim pipeline github report', () => {
  test('lists what was applied', async () => {
    using project = await reviewed(['platform', 'tenant-contoso']);
    project.gitHub({ jobs: [deployed('platform', 'success'), deployed('tenant-contoso', 'success')] });

    const { code, output } = await project.run(['github', 'report']);

    expect(code).toBe(0);
    expect(output).toContain('| platform | applied |\n| tenant-contoso | applied |\n');
  });

  test('lists what failed and what was not applied, and fails', async () => {
    using project = await reviewed(['platform', 'tenant-contoso', 'tenant-adatum', 'tenant-fabrikam']);
    const jobs = [deployed('platform', 'success'), deployed('tenant-contoso', 'failure')];
    project.gitHub({ jobs: [...jobs, deployed('tenant-adatum', 'skipped', 'failure')] });

    const { code, output } = await project.run(['github', 'report']);

    expect(code).toBe(2);
    expect(output).toContain(
      '| platform | applied |\n| tenant-contoso | failed |\n| tenant-adatum | not applied |\n| tenant-fabrikam | not applied |',
    );
  });

  test('says what to plan next, and exits with 3', async () => {
    using project = await reviewed(['platform'], ['tenant-contoso', 'tenant-adatum']);
    project.gitHub({ jobs: [deployed('platform', 'success')] });

    const { code, output } = await project.run(['github', 'report']);

    expect(code).toBe(3);
    expect(output).toContain('| tenant-contoso | not reviewed yet |');
    expect(output).toContain("    gh workflow run plan.yml -f stacks='tenant-contoso tenant-adatum' -f labels=''\n");
  });

  test('fails when a connection does not work any more, and names the tenant', async () => {
    using project = await reviewed(['platform', 'tenant-contoso']);
    const jobs = [deployed('platform', 'success'), deployed('tenant-contoso', 'success', 'failure')];
    project.gitHub({ jobs: [...jobs, { name: 'verify / test adatum', conclusion: 'failure' }] });

    const { code, output } = await project.run(['github', 'report']);

    expect(code).toBe(2);
    expect(output).toContain('**Applied, but the test afterwards failed:** tenant-contoso, tenant-adatum');
  });

  test('names the tenants that GitHub has no room to test, once the platform is deployed', async () => {
    const slugs = Array.from({ length: 260 }, (_, index) => `t${index}`);
    using project = await reviewed(['platform', 'tenant-t0']);
    for (const slug of slugs) project.tenant(slug, 0);
    const jobs = [deployed('platform', 'success'), deployed('tenant-t0', 'success')];
    project.gitHub({ jobs });

    const { code, output } = await project.run(['github', 'report']);
    project.gitHub({ jobs: [deployed('platform', 'failure')] });
    const failed = await project.run(['github', 'report']);

    expect(code).toBe(0);
    expect(output).toContain('**Not tested, because GitHub allows 256 jobs:** 5 other tenants of the platform.');
    expect(output).toContain('\n    npx entra-scim pipeline verify t96 t97 t98 t99 adatum\n');
    expect(failed.output).not.toContain('Not tested');
  });

  test('fails when a test was cut off', async () => {
    using project = await reviewed(['platform']);
    const jobs = [deployed('platform', 'success'), { name: 'verify / test adatum', conclusion: 'cancelled' }];
    project.gitHub({ jobs });

    const { code, output } = await project.run(['github', 'report']);

    expect(code).toBe(2);
    expect(output).toContain('**Applied, but the test afterwards failed:** tenant-adatum');
  });
});
