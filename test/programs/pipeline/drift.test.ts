import { PipelineProject } from '../../support/pipeline-project';
import { planOf, realPlan } from '../../support/plan-document';
import { TOKEN_MADE, TOKEN_MISSING } from '../../support/platform-plan';
import { assigned, REVIEWER } from '../../support/tenant-plan';

const MAPPING = { what: 'users mail', declared: 'emails[type eq "work"].value', found: undefined };

/** A plan that creates an assignment again, after somebody removed it in Entra. */
const REVOKED = planOf([assigned('Finance', null, REVIEWER.id)], {
  resource_drift: [assigned('Finance', REVIEWER.id, null)],
});

async function synthesized(): Promise<PipelineProject> {
  const project = new PipelineProject();
  project.write('fake/drift.json', []);
  await project.synth();
  project.calls();
  return project;
}

describe('entra-scim pipeline drift', () => {
  test('plans every stack without touching its state, and finds nothing', async () => {
    using project = await synthesized();

    const { code, output } = await project.run(['drift']);

    expect(code).toBe(0);
    const plans = project.calls().filter((call) => / plan /.test(call));
    expect(plans).toHaveLength(4);
    expect(plans.every((call) => call.includes('-lock=false'))).toBe(true);
    expect(output).toMatch(/platform +│ no drift/);
    expect(project.read('drift.md')).toMatch(/^<!-- entra-scim drift -->\n## Drift: none\n/);
  });

  test('looks in Entra at the tenants of the stacks that are named, and at no other', async () => {
    using project = await synthesized();
    const asked = () => project.calls().filter((call) => call.startsWith('entra'));

    await project.run(['drift', 'tenant-contoso', 'platform']);
    expect(asked()).toEqual(['entra drift contoso']);

    await project.run(['drift', 'platform']);
    expect(asked()).toEqual([]);
  });

  test('writes one text of what Terraform and Graph find, and exits with 2', async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', REVOKED);
    project.write('fake/drift.json', [{ tenant: 'contoso', differences: [MAPPING] }]);

    const { code, output } = await project.run(['drift']);

    expect(code).toBe(1);
    expect(output).toMatch(/contoso in Entra +│ drift +│ users mail/);
    const issue = project.read('drift.md');
    expect(issue).toContain('### contoso\n\n| what | in the files | in Entra |');
    expect(issue).toContain('| users mail | emails&#91;type eq "work"&#93;.value | – |');
    expect(issue).toContain('## What Terraform finds');
    expect(issue).toContain('Finance');
    expect(issue).toContain('Applying the plan creates it again.');
    expect(issue).not.toContain('plan review -->');
    expect(issue).not.toContain('without changes');
  });

  test('finds nothing if a provider only spells an empty value differently', async () => {
    using project = await synthesized();
    const { resource_drift } = realPlan('remove-assignment');
    project.planned('tenant-contoso', planOf([], { resource_drift }));

    const { code, output } = await project.run(['drift']);

    expect(resource_drift).not.toEqual([]);
    expect(code).toBe(0);
    expect(output).toMatch(/tenant-contoso +│ no drift/);
    expect(project.read('drift.md')).toContain('## Drift: none\n');
  });

  test('reports changes in the files that nobody has deployed', async () => {
    using project = await synthesized();
    project.planned('platform', TOKEN_MADE);
    project.failsToPlan('tenant-contoso', TOKEN_MISSING);

    const { code, output } = await project.run(['drift']);

    expect(code).toBe(1);
    expect(output).toMatch(/platform +│ not deployed/);
    expect(output).toMatch(/tenant-contoso +│ not deployed/);
    expect(project.read('drift.md')).toContain('- **platform** was not changed outside the files, but');
  });

  test.each([
    ['Entra', 'drift in Entra', 'fake/fail-drift', 'no token for Graph', 'Applying the plan creates it again.'],
    ['the policy', 'the review', 'config/policy.yaml', 'limits: 3', '### adatum'],
  ])(
    'fails with 2 when %s cannot be read, and still reports what it found elsewhere',
    async (_, where, file, text, rest) => {
      using project = await synthesized();
      project.planned('tenant-contoso', REVOKED);
      project.write('fake/drift.json', [{ tenant: 'adatum', differences: [MAPPING] }]);
      project.write(file, text);

      const { code, output } = await project.run(['drift']);

      expect(code).toBe(2);
      expect(output).toMatch(new RegExp(`${where} +│ failed`));
      const issue = project.read('drift.md');
      expect(issue).toMatch(new RegExp(`- \\*\\*${where}\\*\\* could not be checked: .*(token|policy)`));
      expect(issue).toContain(rest);
    },
  );

  test('fails with 2 when something could not be examined, and reports the rest', async () => {
    using project = await synthesized();
    project.failsToPlan('platform', { summary: 'no credentials' });
    project.write('fake/drift.json', [
      { tenant: 'adatum', differences: [], error: 'Graph answered 403' },
      { tenant: 'contoso', differences: [MAPPING] },
    ]);

    const { code } = await project.run(['drift']);

    expect(code).toBe(2);
    const issue = project.read('drift.md');
    expect(issue).toContain('- **platform** could not be checked: terraform plan failed with exit code 1');
    expect(issue).toContain('- **adatum** could not be checked: Graph answered 403');
    expect(issue).toContain('### contoso');
  });
});

describe('entra-scim pipeline verify', () => {
  test('tests the connection of every tenant, then compares', async () => {
    using project = await synthesized();
    project.write(
      'fake/drift.json',
      ['adatum', 'contoso', 'fabrikam'].map((tenant) => ({ tenant, differences: [] })),
    );

    const { code, output } = await project.run(['verify']);

    expect(code).toBe(0);
    expect(project.calls().sort()).toEqual([
      'entra drift contoso adatum fabrikam',
      'entra sync adatum',
      'entra sync contoso',
      'entra sync fabrikam',
    ]);
    expect(output).toContain('[contoso] connection   tested');
    expect(output).toMatch(/contoso +│ fine +│ no drift/);
  });

  test('exits with 1 on drift, and with 2 on a connection that Entra cannot make', async () => {
    using project = await synthesized();
    project.write('fake/drift.json', [
      { tenant: 'contoso', differences: [MAPPING] },
      { tenant: 'adatum', differences: [] },
    ]);
    project.write('fake/fail-sync-adatum', 'the service answered 401');

    const drift = await project.run(['verify', 'contoso']);
    const refused = await project.run(['verify', 'contoso', 'adatum']);

    expect([drift.code, refused.code]).toEqual([1, 2]);
    expect(drift.output).toMatch(/contoso +│ fine +│ users mail/);
    expect(refused.output).toMatch(/adatum +│ failed +│ no drift +│ the service answered 401/);
  });

  test('reports the connections when the drift is unknown', async () => {
    using project = await synthesized();
    project.write('fake/fail-drift', 'no token for Graph');

    const { code, output } = await project.run(['verify', 'contoso']);

    expect(code).toBe(2);
    expect(output).toMatch(/contoso +│ fine +│ failed +│ no token for Graph/);
  });
});

test('entra-scim pipeline --help lists the steps', async () => {
  using project = new PipelineProject();

  const { code, output } = await project.start(['--help']);
  const unknown = await project.start(['deploy']);

  expect(code).toBe(0);
  for (const step of ['synth', 'affected', 'plan', 'review', 'stages', 'apply', 'verify', 'drift']) {
    expect(output).toContain(`  ${step} `);
  }
  expect(unknown.code).toBe(2);
});
