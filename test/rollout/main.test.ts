import { spawnSync } from 'node:child_process';

import { synthPlatform } from '../support/platform';

/** Runs the program as Terraform does. Nobody is signed in here. */
function rollout(...args: string[]) {
  const { PATH = '' } = process.env;
  return spawnSync(process.execPath, ['--import', 'tsx', 'rollout/main.ts', ...args], {
    encoding: 'utf8',
    env: { PATH },
  });
}

/** The steps of the platform's deployment as Terraform would run them. */
function steps(lines: string): { command: string; working_dir: string; type: string }[] {
  const { platform } = synthPlatform(lines);
  return Object.values(platform.json.resource?.['terraform_data'] ?? {})
    .flatMap((block: any) => block.provisioner ?? [])
    .map((provisioner: any) => provisioner.local_exec ?? provisioner['local-exec']);
}

describe('the steps that Terraform runs', () => {
  const lines = 'cloud: { environment: china }\nservice: { customDomain: { host: scim.acme.example } }';

  const all = steps(lines);

  test.each(['run-job', 'settle', 'bind-certificate'])('%s is understood by the program', (name) => {
    const { command } = all.find((step) => step.command.includes(` ${name} `)) ?? { command: '' };
    const [npx, tsx, program, ...args] = command.split(' ');

    const { stderr, status } = rollout(...args, '--metadata-host', 'localhost:1');

    expect([npx, tsx, program]).toEqual(['npx', 'tsx', 'rollout/main.ts']);
    expect(stderr).toMatch(/^no cloud is described/);
    expect(status).toBe(2);
  });

  test('says what it can do', () => {
    expect(rollout('--help').stdout).toMatch(/run-job[\s\S]*settle[\s\S]*bind-certificate/);
  });

  test('fails on a step without its options, with their name', () => {
    const { stderr, status } = rollout('settle', '--subscription', 'x');

    expect(stderr).toContain("required option '--directory <id>' not specified");
    expect(status).toBe(2);
  });
});
