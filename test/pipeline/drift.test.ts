import { PipelineProject } from '../support/pipeline-project';
import { planOf } from '../support/plan-document';
import { assigned, REVIEWER } from '../support/tenant-plan';

const MAPPING = { what: 'users mail', declared: 'emails[type eq "work"].value', found: undefined };

async function synthesized(): Promise<PipelineProject> {
  const project = new PipelineProject();
  project.write('fake/drift.json', []);
  await project.synth();
  project.calls();
  return project;
}

describe('npm run pipeline -- drift', () => {
  test('refreshes every stack without touching its state, and finds nothing', async () => {
    using project = await synthesized();

    const { code, output } = await project.run(['drift']);

    expect(code).toBe(0);
    const plans = project.calls().filter((call) => / plan /.test(call));
    expect(plans).toHaveLength(4);
    expect(plans.every((call) => call.includes('-refresh-only') && call.includes('-lock=false'))).toBe(true);
    expect(output).toMatch(/platform +│ no drift/);
    expect(project.read('drift.md')).toMatch(/^<!-- entra-scim drift -->\n## Drift: none\n/);
  });

  test('writes one text of what Terraform and Graph find, and exits with 2', async () => {
    using project = await synthesized();
    const drifted = planOf([], { resource_drift: [assigned('Finance', REVIEWER.id, null)] });
    project.write('fake/tenant-contoso/drift.json', drifted);
    project.write('fake/drift.json', [{ tenant: 'contoso', differences: [MAPPING] }]);

    const { code, output } = await project.run(['drift']);

    expect(code).toBe(2);
    expect(output).toMatch(/contoso in Entra +│ drift +│ users mail/);
    const issue = project.read('drift.md');
    expect(issue).toContain('### contoso\n\n| what | in the files | in Entra |');
    expect(issue).toContain(String.raw`| users mail | emails\[type eq "work"\].value | – |`);
    expect(issue).toContain('## What was changed outside of Terraform');
    expect(issue).toContain('Finance');
    expect(issue).not.toContain('plan review -->');
  });

  test('fails with 1 when something could not be looked at, and tells of the rest', async () => {
    using project = await synthesized();
    project.failsToPlan('platform', { summary: 'no credentials' });
    project.write('fake/drift.json', [
      { tenant: 'adatum', differences: [], error: 'Graph answered 403' },
      { tenant: 'contoso', differences: [MAPPING] },
    ]);

    const { code } = await project.run(['drift']);

    expect(code).toBe(1);
    const issue = project.read('drift.md');
    expect(issue).toContain('- **platform** could not be looked at: terraform plan failed with exit code 1');
    expect(issue).toContain('- **adatum** could not be looked at: Graph answered 403');
    expect(issue).toContain('### contoso');
  });
});

describe('npm run pipeline -- verify', () => {
  test('tests the connection of every tenant, then compares', async () => {
    using project = await synthesized();
    project.write(
      'fake/drift.json',
      ['adatum', 'contoso', 'fabrikam'].map((tenant) => ({ tenant, differences: [] })),
    );

    const { code, output } = await project.start(['verify']);

    expect(code).toBe(0);
    expect(project.calls().sort()).toEqual([
      'npm drift contoso adatum fabrikam --format json',
      'npm sync adatum',
      'npm sync contoso',
      'npm sync fabrikam',
      'npm tenants --format json',
    ]);
    expect(output).toContain('[contoso] connection   tested');
    expect(output).toMatch(/contoso +│ fine +│ no drift/);
  });

  test('exits with 2 on drift, and with 1 on a connection that Entra cannot make', async () => {
    using project = await synthesized();
    project.write('fake/drift.json', [
      { tenant: 'contoso', differences: [MAPPING] },
      { tenant: 'adatum', differences: [] },
    ]);
    project.write('fake/fail-sync-adatum', 'the service answered 401');

    const drift = await project.run(['verify', 'contoso']);
    const refused = await project.run(['verify', 'contoso', 'adatum']);

    expect([drift.code, refused.code]).toEqual([2, 1]);
    expect(drift.output).toMatch(/contoso +│ fine +│ users mail/);
    expect(refused.output).toMatch(/adatum +│ failed +│ no drift +│ the service answered 401/);
  });
});

test('npm run pipeline -- --help lists the steps', async () => {
  using project = new PipelineProject();

  const { code, output } = await project.start(['--help']);
  const unknown = await project.start(['deploy']);

  expect(code).toBe(0);
  for (const step of ['synth', 'affected', 'plan', 'review', 'stages', 'apply', 'verify', 'drift']) {
    expect(output).toContain(`  ${step} `);
  }
  expect(unknown.code).toBe(1);
});
