import { PipelineProject } from '../../support/pipeline-project';

describe('entra-scim pipeline synth', () => {
  test('sees that the lock is current, then synthesizes', async () => {
    using project = new PipelineProject();

    const { code } = await project.run(['synth']);

    expect(code).toBe(0);
    expect(project.calls()).toEqual(['npx --no cdktf synth']);
  });

  test('fails when the lock is not current, and synthesizes nothing', async () => {
    using project = new PipelineProject();
    project.tenant('contoso', 1);
    project.tenant('woodgrove', 0);

    const { code, errors } = await project.run(['synth']);

    expect(code).toBe(2);
    expect(errors).toBe('config/fleet.lock.yaml is not current; run `npx entra-scim tenants lock` and commit it\n');
    expect(project.calls()).toEqual([]);
    expect(project.exists('cdktf.out')).toBe(false);
  });
});
