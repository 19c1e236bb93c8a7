import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { Testing } from 'cdktf';

import { loadConfig } from '../../../fleet/load-config';
import { ConfigError } from '../../../fleet/yaml/complaint';
import { TenantStack } from '../../../stacks/tenant-stack';
import { configFolder } from '../../support/config-folder';
import { synthStack } from '../../support/synth';

const ID = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';

/** A tenant whose assignments start at line 6. */
const tenant = (...assignments: string[]) => `
slug: contoso
entraTenantId: 8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90
displayName: Contoso workspace
plan: enterprise
assignments:
${assignments.map((one) => `  - { ${one}, role: account_analyst }`).join('\n')}
`;

function stackOf(...assignments: string[]) {
  using folder = configFolder({ 'tenants/contoso.yaml': tenant(...assignments) });
  const { platform, tenants } = loadConfig(folder.path);
  const [one] = tenants;
  if (!one) throw new Error('the folder has no tenant');
  return synthStack(new TenantStack(Testing.app(), 'tenant-contoso', platform, one));
}

function complaintsAbout(more: string, ...assignments: string[]): string[] {
  using folder = configFolder({ 'tenants/contoso.yaml': `${tenant(...assignments)}${more}` });
  try {
    loadConfig(folder.path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints.map(({ position, path, message }) => `${position?.line} ${path}: ${message}`);
  }
}

describe('a group or user with a former name', () => {
  test.each([
    ['a group that was renamed', 'group: Data Crew, was: Data Team', 'group-data-team', 'group-data-crew'],
    ['a group by its object id', `group: ${ID}, was: Data Team`, 'group-data-team', `group-${ID}`],
    ['a group by its name', `group: Data Team, was: ${ID.toUpperCase()}`, `group-${ID}`, 'group-data-team'],
  ])('keeps the assignment: %s', (_what, now, from, to) => {
    const stack = stackOf(now);

    expect(Object.keys(stack.all(AppRoleAssignment))).toEqual([to]);
    expect((stack.json as { moved?: unknown }).moved).toEqual([
      { from: `azuread_app_role_assignment.${from}`, to: `azuread_app_role_assignment.${to}` },
    ]);
  });

  test('keeps its assignment when the principal name of a user has changed', () => {
    const before = Object.keys(stackOf('user: ann@contoso.example').all(AppRoleAssignment))[0] ?? '';

    expect(stackOf('user: ann.marsh@contoso.example, was: ann@contoso.example').json).toMatchObject({
      moved: [{ from: `azuread_app_role_assignment.${before}` }],
    });
  });

  test('fails when somebody else has or had that name, or when it is the same name', () => {
    expect(complaintsAbout('', 'group: Data Crew, was: Data Team', 'group: data team')).toEqual([
      expect.stringMatching(/^6 assignments\[0\]\.was: 'Data Team' has its own entry at .*contoso\.yaml:7, /),
    ]);
    expect(complaintsAbout('', 'group: Data Crew, was: Data Team', 'group: Crew, was: data team')).toEqual([
      expect.stringMatching(
        /^7 assignments\[1\]\.was: 'data team' is already the previous name of the entry at .*contoso\.yaml:6; /,
      ),
    ]);
    expect(complaintsAbout('', 'group: Data Team, was: data team')).toEqual([
      '6 assignments[0].was: is the same name as beside it, apart from case; remove it',
    ]);
  });

  test('fails when import still has the former name, and names the present one', () => {
    const takeover = `import: { application: ${ID}, servicePrincipal: ${ID}, assignments: [{ group: Data Team, id: x }] }`;

    expect(complaintsAbout(takeover, 'group: Data Crew, was: Data Team')).toEqual([
      "7 import.assignments[0]: is named 'Data Crew' under assignments now; use that name here too",
    ]);
  });
});
