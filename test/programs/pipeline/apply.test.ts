import { seal } from '../../../programs/pipeline/seal';
import { reviewPlan } from '../../../programs/review/plan-review';
import { PipelineProject } from '../../support/pipeline-project';
import { planOf } from '../../support/plan-document';
import { assigned, REVIEWER, STEWARD } from '../../support/tenant-plan';

const GRANT = planOf([assigned('Finance', null, REVIEWER.id)]);
const OTHER = planOf([assigned('Finance', null, STEWARD.id)]);
const KEY = 'a key of thirty-two characters, or more';

/** A project with planned and reviewed changes to these stacks. */
async function reviewed(...stacks: string[]): Promise<PipelineProject> {
  return review(new PipelineProject(), stacks);
}

async function review(project: PipelineProject, stacks: readonly string[]): Promise<PipelineProject> {
  await project.synth();
  for (const stack of stacks) {
    project.planned(stack, GRANT);
    project.write(`plans/${stack}/tfplan`, { serial: '0', document: JSON.stringify(GRANT) });
  }
  const { changeSetHash: hash } = reviewPlan('plan', 'plan.json', GRANT);
  const entries = stacks.map((stack) => [stack, { hash, changes: true }]);
  project.write('reviewed.json', { formatVersion: 1, stacks: Object.fromEntries(entries), deferred: [] });
  return project;
}

/** Changes the review so that it does not cover these stacks. */
function defer(project: PipelineProject, ...deferred: string[]): void {
  project.write('reviewed.json', { ...JSON.parse(project.read('reviewed.json')), deferred });
}

/** The stacks that Terraform applied, in order. */
function applied(project: PipelineProject): string[] {
  return project.calls().flatMap((call) => /^terraform (\S+) apply /.exec(call)?.[1] ?? []);
}

/** The status of each stack in the output's table. */
function outcomes(output: string): string[] {
  return [...output.matchAll(/│ (\S+) +│ (applied|failed|not applied|not reviewed yet|refused|unchanged) /g)].map(
    ([, stack, outcome]) => `${stack} ${outcome}`,
  );
}

describe('entra-scim pipeline apply', () => {
  test('applies the stored plans, the platform first, then the tenants wave by wave', async () => {
    using project = await reviewed('tenant-fabrikam', 'tenant-contoso', 'platform');

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(0);
    const calls = project.calls();
    expect(calls.some((call) => / plan /.test(call))).toBe(false);
    expect(calls.flatMap((call) => /^terraform (\S+) apply /.exec(call)?.[1] ?? [])).toEqual([
      'platform',
      'tenant-contoso',
      'tenant-fabrikam',
    ]);
    expect(outcomes(output)).toEqual(['platform applied', 'tenant-contoso applied', 'tenant-fabrikam applied']);
    expect(output).toContain('[platform] Apply complete!');
  });

  test('applies what was planned and reviewed just before', async () => {
    using project = new PipelineProject();
    project.planned('tenant-contoso', GRANT);
    await project.synth();
    await project.start(['plan', 'tenant-contoso']);
    await project.start(['review']);

    const { code, output } = await project.start(['apply']);

    expect(code).toBe(0);
    expect(outcomes(output)).toEqual(['tenant-contoso applied']);
  });

  test('applies what removes a tenant before the platform forgets its token', async () => {
    using project = new PipelineProject();
    project.stacks({ platform: ['tenant-adatum'], 'tenant-adatum': [], 'tenant-contoso': ['platform'] });
    await review(project, ['platform', 'tenant-adatum']);

    await project.run(['apply']);

    expect(applied(project)).toEqual(['tenant-adatum', 'platform']);
  });

  test('makes a new plan where none is stored, and applies it if it does what was reviewed', async () => {
    using project = await reviewed('tenant-contoso');
    project.remove('plans');

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(0);
    expect(outcomes(output)).toEqual(['tenant-contoso applied']);
    const plan = project.calls().find((call) => call.startsWith('terraform tenant-contoso plan'));
    expect(plan).not.toContain('-lock=false');
  });

  test('refuses a new plan that does something different, names the stack, and exits with 3', async () => {
    using project = await reviewed('tenant-contoso', 'tenant-adatum');
    project.remove('plans');
    project.planned('tenant-contoso', OTHER);

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(3);
    expect(output).toContain('a new plan for tenant-contoso does not make the reviewed changes');
    expect(outcomes(output)).toEqual(['tenant-contoso refused', 'tenant-adatum not applied']);
    expect(applied(project)).toEqual([]);
  });

  test('refuses a stored plan that was put in the place of the reviewed one', async () => {
    using project = await reviewed('tenant-contoso');
    project.write('plans/tenant-contoso/tfplan', { serial: '0', document: JSON.stringify(OTHER) });

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(3);
    expect(output).toContain('the stored plan for tenant-contoso does not make the reviewed changes');
    expect(applied(project)).toEqual([]);
  });

  test('opens a sealed plan, and refuses one that another key has sealed', async () => {
    using project = await reviewed('tenant-contoso');
    project.remove('plans/tenant-contoso/tfplan');
    const plan = Buffer.from(JSON.stringify({ serial: '0', document: JSON.stringify(GRANT) }));
    project.write('plans/tenant-contoso/tfplan.sealed', seal(plan, 'tenant-contoso', KEY));
    const wrong = await project.run(['apply'], { PLAN_KEY: `${KEY}!` });
    project.calls();

    const right = await project.run(['apply'], { PLAN_KEY: KEY });

    expect(wrong.code).toBe(2);
    expect(wrong.output).toContain('the sealed plan of tenant-contoso cannot be opened');
    expect(right.code).toBe(0);
    expect(project.calls().some((call) => call.startsWith('terraform tenant-contoso plan'))).toBe(false);
  });

  test('stops at the first failure, and says what was applied, what failed and what was not applied', async () => {
    using project = await reviewed('platform', 'tenant-contoso', 'tenant-adatum', 'tenant-fabrikam');
    project.fails('tenant-contoso', 'apply', 'Error: Forbidden\n');

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(2);
    expect(outcomes(output)).toEqual([
      'platform applied',
      'tenant-contoso failed',
      'tenant-adatum not applied',
      'tenant-fabrikam not applied',
    ]);
    expect(output).toContain('Error: Forbidden');
  });

  test('continues where it stopped when it is run again', async () => {
    using project = await reviewed('platform', 'tenant-contoso', 'tenant-adatum');
    project.fails('tenant-contoso', 'apply', 'Error: Forbidden\n');
    await project.run(['apply']);
    project.remove('fake/tenant-contoso/fail-apply');

    const { code, output } = await project.run(['apply']);

    expect(code).toBe(0);
    expect(outcomes(output)).toEqual(['platform unchanged', 'tenant-contoso applied', 'tenant-adatum applied']);
  });

  test('applies all that was reviewed when a stack of an early wave was deferred, and exits with 3', async () => {
    using project = await reviewed('platform', 'tenant-adatum', 'tenant-fabrikam');
    defer(project, 'tenant-contoso');

    const { code, output } = await project.run(['apply']);
    const again = await project.run(['apply']);

    expect([code, again.code]).toEqual([3, 3]);
    expect(outcomes(output)).toEqual([
      'platform applied',
      'tenant-adatum applied',
      'tenant-fabrikam applied',
      'tenant-contoso not reviewed yet',
    ]);
    expect(output).toContain(
      'it reads from a stack that has only now been deployed; plan it and have the plan reviewed',
    );
  });

  test('refuses named stacks that nobody has reviewed: one that was deferred, and one that was not planned', async () => {
    using project = await reviewed('tenant-contoso');
    defer(project, 'tenant-adatum');

    const deferred = await project.run(['apply', 'tenant-adatum']);
    const unplanned = await project.run(['apply', 'tenant-fabrikam']);

    expect([deferred.code, unplanned.code]).toEqual([3, 3]);
    expect(deferred.output).toContain(
      'tenant-adatum could not be planned before the stacks that it depends on were deployed',
    );
    expect(unplanned.output).toContain('tenant-fabrikam was not reviewed');
    expect(applied(project)).toEqual([]);
  });

  test('fails without the hashes of a review, and on an unknown format of them', async () => {
    using project = await reviewed('tenant-contoso');
    project.write('reviewed.json', { formatVersion: 2, stacks: {}, deferred: [] });

    const future = await project.run(['apply']);
    const missing = await project.run(['apply', '--reviewed', 'nowhere.json']);
    project.write('broken.json', '{');
    const broken = await project.run(['apply', '--reviewed', 'broken.json']);

    expect([future.code, missing.code, broken.code]).toEqual([2, 2, 2]);
    expect(broken.errors).toContain('broken.json is damaged: it is not JSON');
    expect(future.errors).toContain('reviewed.json has the format version 2, but only 1 is supported');
    expect(missing.errors).toContain("nowhere.json does not exist; run 'npx entra-scim pipeline review'");
  });
});

test('entra-scim pipeline stages prints what is to be applied, in the order of a rollout', async () => {
  using project = await reviewed('tenant-fabrikam', 'tenant-contoso', 'platform');
  defer(project, 'tenant-adatum');

  const lines = await project.run(['stages']);
  const json = await project.run(['stages', '--format', 'json']);

  expect(lines.output).toBe('platform: platform\nwave 0: tenant-contoso\nwave 1: tenant-fabrikam\n');
  expect(JSON.parse(json.output)).toEqual([
    { name: 'platform', stacks: ['platform'] },
    { name: 'wave 0', stacks: ['tenant-contoso'] },
    { name: 'wave 1', stacks: ['tenant-fabrikam'] },
  ]);
});
