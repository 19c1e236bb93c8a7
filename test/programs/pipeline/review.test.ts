import { PipelineProject } from '../../support/pipeline-project';
import { planOf } from '../../support/plan-document';
import { TOKEN_MADE, TOKEN_MISSING } from '../../support/platform-plan';
import { assigned, REVIEWER } from '../../support/tenant-plan';

const GRANT = planOf([assigned('Finance', null, REVIEWER.id)]);
const LOSS = planOf([assigned('Finance', REVIEWER.id, null)]);

/** A project with these plans. */
async function planned(plans: Readonly<Record<string, typeof GRANT>>, ...stacks: string[]): Promise<PipelineProject> {
  const project = new PipelineProject();
  for (const [stack, plan] of Object.entries(plans)) project.planned(stack, plan);
  await project.synth();
  await project.run(['plan', ...stacks]);
  return project;
}

describe('entra-scim pipeline review', () => {
  test('writes one comment of all plans, and the hash of each', async () => {
    using project = await planned({ 'tenant-contoso': GRANT, 'tenant-adatum': planOf([]) });

    const { code } = await project.run(['review']);

    expect(code).toBe(0);
    expect(project.read('review.md')).toMatch(
      /^<!-- .* -->\n## Plan review: routine\n\n> \[!NOTE\]\n> \*\*Nobody loses access; 1 group gains a role in contoso \(Finance\)\./,
    );
    const { stacks, deferred } = JSON.parse(project.read('reviewed.json'));
    expect(deferred).toEqual([]);
    expect(stacks['tenant-contoso']).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), changes: true });
    expect(stacks['platform'].changes).toBe(false);
    expect(stacks['tenant-contoso'].hash).not.toBe(stacks['platform'].hash);
  });

  test('passes on what the policy says, and writes no hash of a refused plan', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');

    const refused = await project.run(['review']);
    const hashed = project.exists('reviewed.json');
    const labelled = await project.run([
      'review',
      '--label',
      'other',
      '--label',
      'access-change',
      '--fail-on',
      'destructive',
    ]);
    const allowed = await project.run(['review', '--label', 'access-change']);

    expect([refused.code, labelled.code, allowed.code]).toEqual([3, 1, 0]);
    expect(hashed).toBe(false);
    expect(project.exists('reviewed.json')).toBe(true);
  });

  test('passes a broken policy with a warning where that is asked for, and leaves no hash', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');

    const passed = await project.run(['review', '--pass-refused']);
    const azure = await project.run(['review', '--pass-refused'], { TF_BUILD: 'True' });

    expect([passed.code, azure.code]).toEqual([0, 0]);
    expect(passed.output).toMatch(/^the policy is violated, .* summary\.md lists what the policy requires$/m);
    expect(azure.output).toMatch(/^##vso\[task\.logissue type=warning\]the policy is violated, /m);
    expect(azure.output).toMatch(/^##vso\[task\.complete result=SucceededWithIssues;\]$/m);
    expect(project.exists('reviewed.json')).toBe(false);
  });

  test('exits with 1 for the class of change that is named, even if it passes a broken policy', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');

    const { code, output } = await project.run(['review', '--pass-refused', '--fail-on', 'destructive']);

    expect(code).toBe(1);
    expect(output).toContain('the policy is violated');
  });

  test('leaves nothing of an earlier review when no stack has been planned since', async () => {
    using project = await planned({ 'tenant-contoso': GRANT }, 'tenant-contoso');
    await project.run(['review']);
    await project.run(['plan', 'tenant-nobody']);

    const { code, errors } = await project.run(['review']);

    expect(code).toBe(2);
    expect(errors).toContain('plans/index.json');
    expect(['review.md', 'summary.md', 'reviewed.json'].filter((name) => project.exists(name))).toEqual([]);
  });

  test('names the commit and the labels at the very end', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');

    const { code } = await project.run(['review', '--commit', 'abc123', '--labels', 'documentation, access-change']);

    expect(code).toBe(0);
    expect(project.read('review.md')).toMatch(
      /^<!-- .* -->\n## Plan review: destructive\n[^]*\nOf commit abc123\. Labels: documentation, access-change\.\n$/,
    );
  });

  // The plan does not show how many members of the group lose access, so two rules require a label.
  const ownLabel = (label: string) => `labels: { destructive: ${label} }\nrules: { ID005: { label: ${label} } }\n`;

  test('uses the policy of the configuration, or the one that is named', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');
    project.write('config/policy.yaml', ownLabel('contoso-leaves'));
    project.write('other.yaml', ownLabel('sure'));

    const standard = await project.run(['review', '--label', 'access-change']);
    const own = await project.run(['review', '--labels', 'access-change,contoso-leaves']);
    const named = await project.run(['review', '--labels', 'access-change,sure', '--policy', 'other.yaml']);

    expect([standard.code, own.code, named.code]).toEqual([3, 0, 0]);
  });

  test('fails on a policy that it cannot read', async () => {
    using project = await planned({ 'tenant-contoso': GRANT }, 'tenant-contoso');
    project.write('config/policy.yaml', 'limits: { people: 3 }\n');

    const { code, errors } = await project.run(['review']);

    expect(code).toBe(2);
    expect(errors).toContain('config/policy.yaml:1');
  });

  test('writes the details for which a comment has no room into the file for the summary of the run', async () => {
    const many = Array.from({ length: 900 }, (_, index) => assigned(`Group-${index}`, null, REVIEWER.id));
    using project = await planned({ 'tenant-contoso': planOf(many) }, 'tenant-contoso');

    await project.run(['review', '--commit', 'abc123']);

    const [comment, summary] = [project.read('review.md'), project.read('summary.md')];
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toMatch(/\*\*Left out\*\* for lack of room: \d+ routine changes/);
    expect(comment).toMatch(/Of commit abc123\.\n$/);
    expect(summary).not.toContain('Left out');
    expect(summary).toContain('Group-899 (group) gains');
  });

  test('removes the hashes of an earlier review', async () => {
    using project = await planned({ 'tenant-contoso': LOSS }, 'tenant-contoso');
    await project.run(['review', '--label', 'access-change']);

    await project.run(['review']);

    expect(project.exists('reviewed.json')).toBe(false);
  });

  test('says what is deferred, above the review of the rest', async () => {
    using project = new PipelineProject();
    project.planned('platform', TOKEN_MADE);
    project.failsToPlan('tenant-contoso', TOKEN_MISSING);
    await project.synth();
    await project.run(['plan', 'platform', 'tenant-contoso']);

    const { code } = await project.run(['review']);

    expect(code).toBe(0);
    const comment = project.read('review.md');
    expect(comment).toContain('**Not planned yet, because these stacks depend on stacks that must be deployed first.');
    expect(comment).toContain('    Error: KeyVault Secret "scim-token-contoso-1"');
    expect(JSON.parse(project.read('reviewed.json'))).toMatchObject({
      stacks: { platform: { changes: true } },
      deferred: ['tenant-contoso'],
    });
  });

  test('fails when a stack could not be planned, and says so in the comment', async () => {
    using project = new PipelineProject();
    project.failsToPlan('tenant-contoso', { summary: 'no credentials' });
    await project.synth();
    await project.run(['plan', 'tenant-contoso']);

    const { code, errors } = await project.run(['review']);

    expect(code).toBe(2);
    expect(errors).toContain('not planned: tenant-contoso; for the reason, see review.md');
    expect(project.read('review.md')).toContain('**Not planned, because it failed:** tenant-contoso');
    expect(project.exists('reviewed.json')).toBe(false);
  });
});
