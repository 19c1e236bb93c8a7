import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { review } from '../../../programs/review/program';
import { callProgram, startProgram } from '../../support/call-program';
import { change, planOf, realPlanFile } from '../../support/plan-document';
import { assigned, REVIEWER } from '../../support/tenant-plan';

const run = (...args: string[]) => callProgram(review, args);

describe('entra-scim review', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-review-'));
  const write = (name: string, content: unknown): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const routine = write('tenant-fabrikam/plan.json', planOf([assigned('Finance', null, REVIEWER.id)]));
  const unchanged = write('tenant-adatum/plan.json', planOf([]));
  const risky = write('platform.tfplan.json', planOf([change('azurerm_subnet.apps', {}, null)]));
  const destructive = realPlanFile('remove-assignment');

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('names plans after their files or folders, and passes what the policy allows', async () => {
    const { code, output } = await run(routine, unchanged, risky);

    expect(code).toBe(0);
    expect(output.split('\n').slice(0, 4)).toEqual([
      'No assignment ends; 1 group gains a role in fabrikam (Finance). But what follows is risky.',
      expect.stringMatching(/^platform: a part of the network is destroyed or replaced/),
      expect.stringMatching(/^fabrikam: 1 group gains .* \(Finance\)$/),
      'adatum: no changes',
    ]);
  });

  test('exits with 3 when the policy is broken, and with 0 when its label was given', async () => {
    const refused = await run(destructive);
    const labelled = await run(destructive, '--label', 'other', '--label', 'access-change');

    expect(refused.code).toBe(3);
    expect(refused.output).toContain('CL001 broken remove-assignment: the class needs a label');
    expect(labelled.code).toBe(0);
    expect(labelled.output).toContain('CL001 allowed remove-assignment');
  });

  test('exits with 1 when a change matches --fail-on, and otherwise with 0', async () => {
    const codes = await Promise.all([
      run(unchanged, '--fail-on', 'any'),
      run(routine, '--fail-on', 'any'),
      run(routine, risky, '--fail-on', 'risky'),
      run(risky, '--fail-on', 'destructive'),
    ]);

    expect(codes.map(({ code }) => code)).toEqual([0, 1, 1, 0]);
  });

  test('applies the policy of a file', async () => {
    const policy = write('policy.yaml', 'neverDestroy: [azurerm_subnet]\n');

    const { code, output } = await run(risky, '--policy', policy, '--format', 'markdown');

    expect(code).toBe(3);
    expect(output).toContain('- **SV001 broken**, platform: something is destroyed that must never be');
  });

  test('prints JSON with the hash of each change set, the same as --hashes prints', async () => {
    const json = await run(routine, destructive, '--format', 'json', '--label', 'access-change');
    const hashes = await run(routine, destructive, '--hashes');

    const { formatVersion, class: worst, policy, plans } = JSON.parse(json.output);
    expect({ formatVersion, worst, kept: policy.kept }).toEqual({
      formatVersion: '1.0',
      worst: 'destructive',
      kept: true,
    });
    expect(plans[1]).toMatchObject({
      name: 'remove-assignment',
      class: 'destructive',
      headline: '1 group loses account_reviewer (Finance; members not known)',
      losers: [{ kind: 'group', name: 'Finance', members: null }],
      findings: [{ class: 'destructive', kind: 'assignment-destroyed', address: 'azuread_app_role_assignment.fin' }],
    });
    expect(hashes.code).toBe(0);
    expect(hashes.output).toBe(plans.map(({ changeSetHash, file }: any) => `${changeSetHash}  ${file}\n`).join(''));
  });

  test('fails with 2 on every file that it cannot read, and then reviews nothing', async () => {
    const future = write('future.json', { format_version: '2.0', resource_changes: [] });
    const policy = write('typo.yaml', 'rules:\n  ID01: off\n');

    const { code, output, errors } = await run(destructive, future, join(folder, 'nowhere.json'), '--policy', policy);

    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain("typo.yaml:2:3 rules.ID01: is not a known key; did you mean 'ID001'?");
    expect(errors).toContain("future.json has the format version '2.0', of which only 1.x is known");
    expect(errors).toContain('nowhere.json does not exist');
  });

  test('fails with 2 on a call that it does not understand, and points to the help', async () => {
    const [nothing, format] = await Promise.all([run(), run(routine, '--format', 'pdf')]);

    expect([nothing.code, format.code]).toEqual([2, 2]);
    expect(nothing.errors).toContain('--help lists the arguments and options');
    expect(format.errors).toContain('Allowed choices are text, markdown, json');
  });

  test('is started with its arguments, and explains itself with --help', async () => {
    const { code, output } = await startProgram('programs/main.ts', ['review', '--help']);

    expect(code).toBe(0);
    for (const option of ['--format', '--fail-on', '--policy', '--label', '--hashes']) expect(output).toContain(option);
  });
});
