import { rollout } from '../../../programs/rollout/program';
import { callProgram, startProgram } from '../../support/call-program';
import { synthPlatform } from '../../support/platform';

/** The commands that Terraform would run during the platform's deployment. */
function steps(lines: string): { command: string; working_dir: string; type: string }[] {
  const { platform } = synthPlatform(lines);
  return Object.values(platform.json.resource?.['terraform_data'] ?? {})
    .flatMap((block: any) => block.provisioner ?? [])
    .map((provisioner: any) => provisioner.local_exec ?? provisioner['local-exec']);
}

describe('the steps that Terraform runs', () => {
  const lines = 'cloud: { environment: china }\nservice: { customDomain: { host: scim.acme.example } }';

  const all = steps(lines);

  test.each(['run-job', 'settle', 'bind-certificate'])('%s is understood by the program', async (name) => {
    const { command } = all.find((step) => step.command.includes(` ${name} `)) ?? { command: '' };
    const [start, args] = command.split(' rollout ');

    const { errors, code } = await callProgram(rollout, [...(args ?? '').split(' '), '--metadata-host', 'localhost:1']);

    expect(start).toBe('node --import tsx programs/main.ts');
    expect(errors).toMatch(/^cannot read the description of a cloud/);
    expect(code).toBe(2);
  });

  test('is started as Terraform does it, and says what it can do', async () => {
    const { output } = await startProgram('programs/main.ts', ['rollout', '--help']);

    expect(output).toMatch(/run-job[\s\S]*settle[\s\S]*bind-certificate/);
  });

  test('fails on a step without its options, with their name', async () => {
    const { errors, code } = await callProgram(rollout, ['settle', '--subscription', 'x']);

    expect(errors).toContain("required option '--directory <id>' not specified");
    expect(code).toBe(2);
  });
});
