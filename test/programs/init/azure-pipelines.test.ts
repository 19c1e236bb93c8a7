import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { PipelineProject } from '../../support/pipeline-project';
import { planOf } from '../../support/plan-document';
import { assigned, REVIEWER } from '../../support/tenant-plan';

const FOLDER = 'programs/init/template/azure-pipelines';
const PIPELINES = ['deploy.yml', 'drift.yml', 'plan.yml'];

/**
 * A step in a YAML file: a script, a task, a published or downloaded artifact, or a template of steps with parameters.
 */
interface Step {
  readonly script?: string;
  readonly task?: string;
  readonly template?: string;
  readonly publish?: string;
  readonly download?: string;
  readonly checkout?: string;
  readonly displayName?: string;
  readonly condition?: string;
  readonly persistCredentials?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly job?: string;
  readonly deployment?: string;
  readonly environment?: string;
  readonly timeoutInMinutes?: number;
  readonly workspace?: { readonly clean: string };
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
}

interface Pipeline {
  readonly trigger: unknown;
  readonly pr: unknown;
  readonly schedules?: readonly { readonly cron: string; readonly branches: unknown; readonly always: boolean }[];
  readonly lockBehavior?: string;
  readonly jobs?: readonly Job[];
  readonly stages?: readonly { readonly stage: string; readonly dependsOn?: string; readonly jobs: readonly Job[] }[];
}

function pipeline(file: string): Pipeline {
  return parse(readFileSync(join(FOLDER, file), 'utf8')) as Pipeline;
}

function jobsOf(file: string): readonly Job[] {
  const { jobs = [], stages = [] } = pipeline(file);
  return [...jobs, ...stages.flatMap((stage) => stage.jobs)];
}

/** Steps of a job as in the YAML file, with templates unexpanded. */
function writtenSteps({ steps, strategy }: Job): readonly Step[] {
  return steps ?? strategy?.runOnce.deploy.steps ?? [];
}

/** Steps of a job as Azure DevOps runs them, with templates expanded. */
function stepsOf(job: Job): readonly Step[] {
  return writtenSteps(job).flatMap((step) => {
    if (step.template === undefined) return [step];
    const text = readFileSync(join(FOLDER, step.template), 'utf8');
    const { steps } = parse(
      text.replace(/\$\{\{ parameters\.(\w+) \}\}/g, (_, name: string) => step.parameters?.[name] ?? `no ${name}`),
    ) as { steps: readonly Step[] };
    return steps;
  });
}

const JOBS = PIPELINES.flatMap((file) =>
  jobsOf(file).map((job): [string, Job] => [`${file} ${job.job ?? job.deployment ?? ''}`, job]),
);

const connectionsOf = (job: Job) => stepsOf(job).flatMap(({ inputs }) => inputs?.['azureSubscription'] ?? []);

const scriptOf = ({ script, inputs }: Step) => script ?? inputs?.['inlineScript'];

/** Runs those scripts of a job that are our own, with the variables that Azure DevOps would set. */
async function runJob(
  project: PipelineProject,
  file: string,
  name: string,
  env: Readonly<Record<string, string>> = {},
) {
  const job = jobsOf(file).find((one) => (one.job ?? one.deployment) === name);
  const codes: [string, number][] = [];
  for (const step of job ? stepsOf(job) : []) {
    const script = scriptOf(step);
    if (script === undefined || script === 'npm ci' || step.displayName === 'synth') continue;
    const handed = {
      AZURESUBSCRIPTION_CLIENT_ID: 'client',
      AZURESUBSCRIPTION_TENANT_ID: 'directory',
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection',
      ...env,
    };
    const text = script.replaceAll('$(Build.SourceVersion)', 'abc123').replaceAll('$(Pipeline.Workspace)', '.');
    if (codes.some(([, code]) => code !== 0) && step.condition !== 'not(canceled())') continue;
    const { code } = await project.bash(text, handed);
    codes.push([step.displayName ?? '', code]);
  }
  return codes;
}

const LOSS = planOf([assigned('Finance', REVIEWER.id, null)]);

async function synthesized(): Promise<PipelineProject> {
  const project = new PipelineProject();
  project.write('.gitignore', '/bin/\n/cdktf.out/\n/fake/\n/plans/\n');
  project.git('init', '--initial-branch=main', '.');
  project.git('add', '.');
  project.git('commit', '-m', 'base');
  project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  await project.run(['synth']);
  return project;
}

describe('the pipelines for Azure DevOps', () => {
  test('are these, and the files of steps that they use', () => {
    const used = JOBS.flatMap(([, job]) => writtenSteps(job).flatMap(({ template }) => template ?? []));

    expect(readdirSync(FOLDER).sort()).toEqual([...PIPELINES, 'steps']);
    expect([...new Set(used)].sort()).toEqual(
      readdirSync(join(FOLDER, 'steps'))
        .map((name) => `steps/${name}`)
        .sort(),
    );
  });

  test('give each file of steps the parameters that it asks for', () => {
    for (const step of JOBS.flatMap(([, job]) => writtenSteps(job))) {
      if (step.template === undefined) continue;
      const { parameters = [] } = parse(readFileSync(join(FOLDER, step.template), 'utf8')) as {
        parameters?: { name: string }[];
      };
      expect(Object.keys(step.parameters ?? {}).sort()).toEqual(parameters.map(({ name }) => name).sort());
    }
  });

  test.each(JOBS)(
    '%s begins with a checkout into an empty folder, packages and a synth, and has a time limit',
    (_, job) => {
      const [checkout, ...steps] = stepsOf(job);

      expect(checkout).toMatchObject({ checkout: 'self', fetchDepth: 0, persistCredentials: false });
      expect(steps.slice(0, 4).map((step) => step.task ?? step.script)).toEqual([
        'NodeTool@0',
        'TerraformInstaller@1',
        'npm ci',
        'npx --no-install entra-scim pipeline synth',
      ]);
      expect(job.workspace).toEqual({ clean: 'all' });
      expect(job.timeoutInMinutes).toBeGreaterThan(0);
    },
  );

  test.each(JOBS)('%s contains no logic: its scripts call entra-scim', (_, job) => {
    for (const step of stepsOf(job)) {
      const lines = (scriptOf(step) ?? '').split('\n').filter((line) => !/^(set -|export ARM_|$)/.test(line));
      for (const line of lines) expect(line).toMatch(/^(npm ci$|npx --no-install entra-scim |test ! -f )/);
    }
  });

  test('sign in by a service connection, without a secret', () => {
    const signedIn = JOBS.flatMap(([, job]) => stepsOf(job)).filter(({ task }) => task === 'AzureCLI@2');

    expect(signedIn).toHaveLength(5);
    for (const { env } of signedIn) {
      expect(env).toEqual({
        ARM_USE_OIDC: 'true',
        SYSTEM_ACCESSTOKEN: '$(System.AccessToken)',
        SYSTEM_OIDCREQUESTURI: '$(System.OidcRequestUri)',
      });
    }
  });

  test('change things only in a deployment to an environment whose approvers have read the review', () => {
    const changing = JOBS.filter(([, job]) => connectionsOf(job).includes('entra-scim-deploy'));

    expect(changing.map(([name, job]) => [name, job.environment])).toEqual([['deploy.yml deploy', 'entra-scim']]);
    expect(pipeline('deploy.yml').stages?.map(({ stage, dependsOn }) => [stage, dependsOn])).toEqual([
      ['plan', undefined],
      ['deploy', 'plan'],
    ]);
    const reading = JOBS.filter(([, job]) => connectionsOf(job).includes('entra-scim-plan'));
    expect(reading.map(([name]) => name)).toEqual(['deploy.yml plan', 'drift.yml look', 'plan.yml plan']);
  });

  test('keep hashes of what was reviewed, and neither plans nor their documents', () => {
    expect(JOBS.flatMap(([, job]) => stepsOf(job)).flatMap(({ publish }) => publish ?? [])).toEqual(['reviewed.json']);
  });

  test('start on the right events, and deploy one after the other', () => {
    const { lockBehavior, ...deploy } = pipeline('deploy.yml');

    expect(deploy).toMatchObject({ trigger: { batch: true, branches: { include: ['main'] } }, pr: 'none' });
    expect(lockBehavior).toBe('sequential');
    expect(pipeline('plan.yml')).toMatchObject({ trigger: 'none', pr: 'none' }); // a branch policy starts it
    expect(pipeline('drift.yml')).toMatchObject({
      trigger: 'none',
      pr: 'none',
      schedules: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/), always: true }],
    });
  });

  test('say which service connections and which environment to set up', () => {
    const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
    const [setUp = ''] = /Set up, once:[^]*?\n\n/.exec(text) ?? [];

    for (const name of ['"entra-scim-plan"', '"entra-scim-deploy"', 'environment "entra-scim"']) {
      expect(setUp).toContain(name);
    }
  });
});

describe('the steps of the pipelines for Azure DevOps', () => {
  test('plan what a pull request concerns, show what breaks the policy, and pass', async () => {
    using project = await synthesized();
    project.git('checkout', '-b', 'change');
    project.write('config/tenants/fabrikam.yaml', `${project.read('config/tenants/fabrikam.yaml')}# changed\n`);
    project.git('commit', '-am', 'change');
    await project.run(['synth']);
    project.planned('tenant-fabrikam', LOSS);

    const codes = await runJob(project, 'plan.yml', 'plan', { TARGET: 'main' });

    expect(codes).toEqual([
      ['plan', 0],
      ['review', 0],
      ['show the report', 0],
    ]);
    expect(project.exists('reviewed.json')).toBe(false);
    expect(project.exists('plans/tenant-fabrikam/plan.json')).toBe(true);
    expect(project.exists('plans/platform')).toBe(false);
    expect(project.read('summary.md')).toContain('Of commit abc123.');
  });

  test('review what could be planned when a stack could not, and fail', async () => {
    using project = await synthesized();
    project.git('checkout', '-b', 'change');
    for (const slug of ['contoso', 'fabrikam']) {
      project.write(`config/tenants/${slug}.yaml`, `${project.read(`config/tenants/${slug}.yaml`)}# changed\n`);
    }
    project.git('commit', '-am', 'change');
    await project.run(['synth']);
    project.planned('tenant-fabrikam', LOSS);
    project.failsToPlan('tenant-contoso', { summary: 'no such directory', detail: '' });

    const codes = await runJob(project, 'plan.yml', 'plan', { TARGET: 'main' });

    expect(codes).toEqual([
      ['plan', 2],
      ['review', 2],
      ['show the report', 0],
    ]);
    expect(project.read('summary.md')).toContain('Finance');
    expect(project.read('summary.md')).toContain('tenant-contoso');
  });

  test('fail on a policy that cannot be read', async () => {
    using project = await synthesized();
    project.git('checkout', '-b', 'change');
    project.write('config/policy.yaml', 'limits: few\n');
    project.git('add', '.');
    project.git('commit', '-m', 'change');
    await project.run(['synth']);

    const codes = await runJob(project, 'plan.yml', 'plan', { TARGET: 'main' });

    expect(codes.slice(0, 2)).toEqual([
      ['plan', 0],
      ['review', 2],
    ]);
  });

  test('stop before the deployment when the policy is broken, unless the label is given', async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', LOSS);

    const broken = await runJob(project, 'deploy.yml', 'plan', { STACKS: ' ', LABELS: ' ' });
    const allowed = await runJob(project, 'deploy.yml', 'plan', { STACKS: 'tenant-contoso', LABELS: 'access-change' });

    expect(broken).toEqual([
      ['plan', 0],
      ['review', 3],
      ['show the report', 0],
    ]);
    expect(allowed.map(([, code]) => code)).toEqual([0, 0, 0]);
    expect(Object.keys((JSON.parse(project.read('reviewed.json')) as { stacks: object }).stacks)).toEqual([
      'tenant-contoso',
    ]);
  });

  test('deploy what was reviewed, and have the connections tested', async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', LOSS);
    await runJob(project, 'deploy.yml', 'plan', { STACKS: 'tenant-contoso', LABELS: 'access-change' });
    project.write('reviewed/reviewed.json', project.read('reviewed.json'));
    project.remove('reviewed.json');
    project.remove('plans');

    const codes = await runJob(project, 'deploy.yml', 'deploy');

    expect(codes.slice(0, 1)).toEqual([['apply', 0]]);
    expect(codes.map(([name]) => name)).toEqual(['apply', 'test the connections and compare']);
  });

  test('fail at night when something differs from the files', async () => {
    using project = await synthesized();
    project.write('fake/drift.json', [
      { tenant: 'contoso', differences: [{ what: 'users mail', declared: 'emails' }] },
    ]);

    expect(await runJob(project, 'drift.yml', 'look')).toEqual([
      ['look for drift', 1],
      ['show the report', 0],
    ]);
    expect(project.read('drift.md')).toContain('contoso');
  });
});
