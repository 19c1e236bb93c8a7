import { appRoleId } from '../../../entra/app-role';
import { loadConfig } from '../../../fleet/load-config';
import { type Known, renderImportFile } from '../../../programs/tenants/import-file';
import { configFolder, CONTOSO } from '../../support/config-folder';

const APP = '11111111-1f0e-4b57-a0f4-7f2f3a1c9be4';
const PRINCIPAL = '22222222-1f0e-4b57-a0f4-7f2f3a1c9be4';

const roleId = (value: string) => appRoleId('contoso', value);

function importFile(known: Partial<Known>, text = CONTOSO): string {
  using folder = configFolder({ 'tenants/contoso.yaml': text });
  const [tenant] = loadConfig(folder.path).tenants;
  if (!tenant) throw new Error('the folder has no tenant');
  return renderImportFile(tenant, { graph: 'https://graph.microsoft.com', ...known }, roleId);
}

describe('the import file of a tenant', () => {
  test('imports what it knows', () => {
    const text = importFile({ application: APP, servicePrincipal: PRINCIPAL });

    expect(text).toContain(`import {\n  to = azuread_application.app\n  id = "/applications/${APP}"\n}`);
    expect(text).toContain(
      `import {\n  to = azuread_service_principal.app\n  id = "/servicePrincipals/${PRINCIPAL}"\n}`,
    );
  });

  describe('that takes over an application', () => {
    const takeover = `import: { application: ${APP}, servicePrincipal: ${PRINCIPAL} }\n`;
    const takenOver = (lines: string) =>
      lines
        .split('\n')
        .filter((line) => /^ +to =/.test(line))
        .map((line) => line.trim());

    test('does not import an object again that its stack imports, which Terraform would refuse', () => {
      const text = importFile({ application: APP, job: 'scim.a.b' }, `${CONTOSO}${takeover}`);

      expect(takenOver(text)).toEqual(['to = azuread_synchronization_job.job']);
      expect(text).toMatch(
        /^# azuread_application\.app is imported by .*contoso\.yaml, under 'import', as \/applications\/1111/,
      );
    });

    test('does not ask for an id that the file contains', () => {
      expect(importFile({ job: 'scim.a.b' }, `${CONTOSO}${takeover}`)).toContain(
        `import {\n  to = azuread_synchronization_job.job\n  id = "/servicePrincipals/${PRINCIPAL}/synchronization/jobs/scim.a.b"\n}`,
      );
    });
  });

  test('comments out what it does not know, below the command that finds it', () => {
    const lines = importFile({ servicePrincipal: PRINCIPAL }).split('\n');

    expect(lines.slice(0, 3)).toEqual([
      `# az ad app list --filter "displayName eq 'Contoso workspace'" --query "[].id" --output tsv`,
      '# import {',
      '#   to = azuread_application.app',
    ]);
    expect(lines).toContain(
      `# az rest --url https://graph.microsoft.com/v1.0/servicePrincipals/${PRINCIPAL}/synchronization/jobs --query "value[].id"`,
    );
  });

  test('finds assignments in the answer of Graph, by principal and role', () => {
    const assigned = [
      {
        id: 'other-role',
        principalId: 'x',
        principalType: 'Group' as const,
        principalDisplayName: 'Data Analysts',
        appRoleId: roleId('account_billing'),
      },
      {
        id: 'right',
        principalId: 'x',
        principalType: 'Group' as const,
        principalDisplayName: 'data analysts',
        appRoleId: roleId('account_analyst'),
      },
    ];

    expect(importFile({ servicePrincipal: PRINCIPAL, assigned })).toContain(
      `\nimport {\n  to = azuread_app_role_assignment.group-data-analysts\n  id = "/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/right"\n}`,
    );
  });

  test('leaves an assignment open that could belong to either of two groups of the same name, until the id is given', () => {
    const ids = [APP, PRINCIPAL];
    const assigned = ids.map((id) => ({
      id: `of-${id}`,
      principalId: id,
      principalType: 'Group' as const,
      principalDisplayName: 'Data Analysts',
      appRoleId: roleId('account_analyst'),
    }));

    expect(importFile({ servicePrincipal: PRINCIPAL, assigned })).toContain(
      `# 2 groups with this name have the role; say which one you mean: --principal 'Data Analysts'=<object id>\n# import {\n#   to = azuread_app_role_assignment.group-data-analysts\n#   id = "/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/<id>"`,
    );
    expect(
      importFile({ servicePrincipal: PRINCIPAL, assigned, principals: new Map([['data analysts', APP]]) }),
    ).toContain(`\n  id = "/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/of-${APP}"\n}`);
  });

  describe('of a user, whose name in Graph differs from that in the file', () => {
    const assigned = [
      {
        id: 'of-ann',
        principalId: APP,
        principalType: 'User' as const,
        principalDisplayName: 'Ann Marsh',
        appRoleId: roleId('data_steward'),
      },
    ];
    const SHOW =
      "# az ad user show --id 'ann@contoso.example' --query id --output tsv; then: --principal 'ann@contoso.example'=<object id>\n# import {";

    test('says how to look the user up, and does not ask again for known assignments', () => {
      const text = importFile({ servicePrincipal: PRINCIPAL, assigned });

      expect(text).toContain(SHOW);
      expect(text).not.toContain('--assigned-to');
      expect(importFile({ servicePrincipal: PRINCIPAL })).toContain(
        `appRoleAssignedTo?$top=999' > assigned.json; then: --assigned-to assigned.json\n${SHOW}`,
      );
    });

    test("imports the user's assignment", () => {
      const principals = new Map([['ann@contoso.example', APP]]);

      expect(importFile({ servicePrincipal: PRINCIPAL, assigned, principals })).toContain(
        `\n  id = "/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/of-ann"\n}`,
      );
    });

    test('says that there is nothing to import for a user without the role', () => {
      const text = importFile({ assigned, principals: new Map([['ann@contoso.example', PRINCIPAL]]) });

      expect(text).toContain('# user ann@contoso.example does not have the role, so there is nothing to import');
      expect(text).toContain('# group Data Analysts does not have the role, so there is nothing to import');
    });
  });

  describe('when Graph lists the assignments', () => {
    const listed = (principalType: 'Group' | 'User', principalDisplayName: string) => ({
      ...{ id: 'b1UW', principalId: '44444444-1f0e-4b57-a0f4-7f2f3a1c9be4', principalType, principalDisplayName },
      appRoleId: roleId('account_billing'),
    });
    const ann = new Map([['ann@contoso.example', '55555555-1f0e-4b57-a0f4-7f2f3a1c9be4']]);

    test('shows the line that declares what no file does', () => {
      expect(importFile({ assigned: [listed('Group', 'Interns')] })).toMatch(
        /^# group Interns is not declared in any file.*'assignments' in .*contoso\.yaml:\n# - \{ group: Interns, role: account_billing \}$/m,
      );
    });

    test('says nothing about users until the declared ones are known, since each may be one of them', () => {
      const assigned = [listed('User', 'Bob')];

      expect(importFile({ assigned })).not.toContain('declared nowhere');
      expect(importFile({ assigned, principals: ann })).toContain('# user Bob is not declared in any file');
    });
  });
});
