import { PipelineProject } from '../../support/pipeline-project';

describe('npm run pipeline -- synth', () => {
  test('sees that the lock is current, then synthesizes', async () => {
    using project = new PipelineProject();

    const { code } = await project.run(['synth']);

    expect(code).toBe(0);
    expect(project.calls()).toEqual(['npm tenants --config config lock --check', 'npm synth']);
  });

  test('fails when the lock is not current, and synthesizes nothing', async () => {
    using project = new PipelineProject();
    project.write('fake/fail-lock', 'config/fleet.lock.yaml is not current\n');

    const { code, errors } = await project.run(['synth']);

    expect(code).toBe(2);
    expect(errors).toBe('config/fleet.lock.yaml is not current\nnothing was synthesized; what is wrong stands above\n');
    expect(project.exists('cdktf.out')).toBe(false);
  });
});
