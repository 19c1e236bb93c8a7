import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { Application } from '@cdktf/provider-azuread/lib/application';
import { ApplicationIdentifierUri } from '@cdktf/provider-azuread/lib/application-identifier-uri';
import { DataAzureadApplication } from '@cdktf/provider-azuread/lib/data-azuread-application';
import { DataAzureadGroup } from '@cdktf/provider-azuread/lib/data-azuread-group';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { Testing } from 'cdktf';

import { loadConfig } from '../../fleet/load-config';
import { ADMIN_ROLES } from '../../service/admin/admin-principal';
import { synthesize } from '../../stacks/synthesize';
import { configComplaints, configFolder, PLATFORM } from '../support/config-folder';
import { schemaComplaints } from '../support/provider-schemas';
import { Synthesized } from '../support/synth';

const HOST = '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11';
const ANN = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';
const MEMBERS = `{ operators: [{ group: Platform Team }], auditors: [{ user: ${ANN} }] }`;

const withAdmin = (admin: string) => ({ 'platform.yaml': `${PLATFORM}service: { admin: ${admin} }\n` });

/** The stacks of a platform, by name, and what each depends on. */
function stacksWith(admin: string) {
  using folder = configFolder(withAdmin(admin));
  const app = Testing.app();
  synthesize(app, loadConfig(folder.path));
  const { stacks } = JSON.parse(readFileSync(join(app.outdir, 'manifest.json'), 'utf8')) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  const read = (name: string) => new Synthesized(readFileSync(join(app.outdir, 'stacks', name, 'cdk.tf.json'), 'utf8'));
  return { stacks, read };
}

describe('the application of the admin API', () => {
  const { stacks, read } = stacksWith(`{ application: ${MEMBERS} }`);
  const [console, platform] = [read('console'), read('platform')];

  test('has the roles that the service knows, for people and for services', () => {
    const { app_role: roles, api, sign_in_audience: audience } = console.only(Application) as Record<string, any>;

    expect(roles.map(({ value }: { value: string }) => value)).toEqual([...ADMIN_ROLES]);
    for (const role of roles) expect(role.allowed_member_types).toEqual(['Application', 'User']);
    expect(new Set(roles.map(({ id }: { id: string }) => id)).size).toBe(2);
    expect([api.requested_access_token_version, audience]).toEqual([2, 'AzureADMyOrg']);
    expect(schemaComplaints(console.json)).toEqual([]);
  });

  test('is in the directory of the host, and refuses the credentials of another', () => {
    expect(console.json.provider?.[AzureadProvider.tfResourceType]?.[0]).toMatchObject({ tenant_id: HOST });
    expect(console.only(Application)['lifecycle']).toMatchObject({
      precondition: [{ condition: `\${data.azuread_client_config.caller.tenant_id == "${HOST}"}` }],
    });
  });

  test('has the identifier that programs ask Entra for, and tokens only for those who have a role', () => {
    expect(console.only(ApplicationIdentifierUri)).toMatchObject({
      application_id: '${azuread_application.console.id}',
      identifier_uri: 'api://${azuread_application.console.client_id}',
    });
    expect(console.only(Application)['lifecycle']).toMatchObject({
      ignore_changes: expect.arrayContaining(['identifier_uris', 'web']),
    });
    expect(console.only(ServicePrincipal)).toMatchObject({ app_role_assignment_required: true });
  });

  test('gives its roles by literal ids to the groups and users that the file names', () => {
    const [auditor, operator] = (console.only(Application)['app_role'] as { id: string }[]).map(({ id }) => id);

    expect(console.all(AppRoleAssignment)).toMatchObject({
      'group-platform-team': { app_role_id: operator },
      [`user-${ANN}`]: { app_role_id: auditor, principal_object_id: ANN },
    });
    expect(console.only(DataAzureadGroup)).toMatchObject({ display_name: 'Platform Team' });
  });

  test("is deployed before the platform, which finds its client id in Entra and reads nobody's state", () => {
    expect(stacks['platform']?.dependencies).toEqual(['console']);
    expect(stacks['console-sign-in']?.dependencies).toEqual(['platform']);
    expect(platform.only(DataAzureadApplication)['display_name']).toBe(console.only(Application)['display_name']);
    expect(platform.json.data).not.toHaveProperty('terraform_remote_state');

    const { template } = platform.only(ContainerApp) as { template: { container: [{ env: object[] }] } };
    expect(template.container[0].env).toEqual(
      expect.arrayContaining([
        { name: 'ADMIN_CLIENT_ID', value: '${data.azuread_application.Console.client_id}' },
        { name: 'ADMIN_DIRECTORY_ID', value: HOST },
      ]),
    );
  });

  test.each(['{ application: {} }', `{ clientId: ${ANN} }`])(
    'comes with a secret that seals sessions on all replicas, whose value is in the vault alone: %s',
    (admin) => {
      const stack = stacksWith(admin).read('platform');

      const { secret, template } = stack.only(ContainerApp) as { secret: object[]; template: any };
      expect(template.container[0].env).toContainEqual({ name: 'SESSION_SECRET', secret_name: 'scim-session' });
      expect(secret).toContainEqual({
        name: 'scim-session',
        key_vault_secret_id: '${azurerm_key_vault_secret.scim-session.versionless_id}',
        identity: '${azurerm_user_assigned_identity.Runtime.id}',
      });
      expect(stack.all(KeyVaultSecret)['scim-session']).toMatchObject({
        value_wo: '${ephemeral.random_password.scim-session.result}',
      });
      expect(schemaComplaints(stack.json)).toEqual([]);
    },
  );

  test('is not made where another one is named, and the platform then needs no right in Entra', () => {
    const other = stacksWith(`{ clientId: ${ANN} }`);

    expect(Object.keys(other.stacks)).toEqual(['platform']);
    expect(other.read('platform').json.provider).not.toHaveProperty('azuread');
  });

  describe('that exists already', () => {
    const [APP, PRINCIPAL, OPERATOR, CREDENTIAL] = ['1', '2', '3', '4'].map(
      (digit) => `${digit.repeat(8)}-1f0e-4b57-a0f4-7f2f3a1c9be4`,
    );
    const takingOver = (more: string) =>
      `{ operators: [{ group: Platform Team }], import: { application: ${APP}, servicePrincipal: ${PRINCIPAL}, ${more} } }`;
    const importsOf = (stack: Synthesized) => (stack.json as { import?: { to: string; id: string }[] }).import;
    const taken = stacksWith(
      `{ application: ${takingOver(
        `roles: { operator: ${OPERATOR} }, identifierUri: 'api://${ANN}', redirectUris: true, credential: ${CREDENTIAL}, ` +
          'assignments: [{ group: platform team, id: b1UWZpQ5 }]',
      )} }`,
    );
    const [app, signIn] = [taken.read('console'), taken.read('console-sign-in')];

    test('is imported with its service principal, its identifier and its assignments', () => {
      expect(importsOf(app)).toEqual([
        { to: 'azuread_application.console', id: `/applications/${APP}` },
        { to: 'azuread_service_principal.console', id: `/servicePrincipals/${PRINCIPAL}` },
        {
          to: 'azuread_app_role_assignment.group-platform-team',
          id: `/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/b1UWZpQ5`,
        },
        {
          to: 'azuread_application_identifier_uri.console',
          id: `/applications/${APP}/identifierUris/${Buffer.from(`api://${ANN}`).toString('base64')}`,
        },
      ]);
    });

    test('is imported with its redirect URIs and its credential by the stack that sets them', () => {
      expect(importsOf(signIn)).toEqual([
        { to: 'azuread_application_redirect_uris.console', id: `/applications/${APP}/redirectUris/Web` },
        {
          to: 'azuread_application_federated_identity_credential.console',
          id: `${APP}/federatedIdentityCredential/${CREDENTIAL}`,
        },
      ]);
    });

    test('is imported to addresses of the stacks, which the providers accept', () => {
      for (const stack of [app, signIn]) {
        for (const { to } of importsOf(stack) ?? []) {
          const [type = '', name = ''] = to.split('.');
          expect(Object.keys(stack.json.resource?.[type] ?? {})).toContain(name);
        }
        expect(schemaComplaints(stack.json)).toEqual([]);
      }
    });

    test('keeps the ids of its roles, and what it offers besides them', () => {
      const { app_role: roles, lifecycle } = app.only(Application) as Record<string, any>;

      expect(roles.map(({ id }: { id: string }) => id)).toContain(OPERATOR);
      expect(app.all(AppRoleAssignment)).toMatchObject({ 'group-platform-team': { app_role_id: OPERATOR } });
      expect(lifecycle.ignore_changes).toEqual(
        expect.arrayContaining([
          'api[0].oauth2_permission_scope',
          'optional_claims',
          'required_resource_access',
          'notes',
        ]),
      );
      expect(lifecycle.ignore_changes).not.toContain('api');
      expect(lifecycle.ignore_changes).not.toContain('sign_in_audience');
      expect(app.only(ServicePrincipal)['lifecycle']).toMatchObject({
        ignore_changes: expect.arrayContaining(['saml_single_sign_on', 'notes']) as string[],
      });
    });

    test('imports nothing that it does not have', () => {
      const bare = stacksWith(`{ application: ${takingOver('')} }`);

      expect(importsOf(bare.read('console'))).toHaveLength(2);
      expect(importsOf(bare.read('console-sign-in'))).toBeUndefined();
      expect(importsOf(console)).toBeUndefined();
    });

    test.each([
      [
        'an assignment of somebody who is not listed',
        'assignments: [{ user: eve@acme.com, id: b1UWZpQ5 }]',
        'import.assignments[0]: user eve@acme.com is listed neither under operators nor under auditors',
      ],
      [
        'one id for both roles',
        `roles: { operator: ${OPERATOR}, auditor: ${OPERATOR} }`,
        "import.roles.auditor: is the id of 'operator'; each role has its own id",
      ],
      [
        'an identifier that stays anyway',
        "identifierUri: 'https://acme.com/console'",
        'import.identifierUri: must be api://<client id>; an application ID URI of another form stays as it is',
      ],
    ])('fails on %s', (_what, more, message) => {
      const complaints = configComplaints(withAdmin(`{ application: ${takingOver(more)} }`));

      expect(complaints).toEqual([expect.stringContaining(message)]);
    });
  });

  test.each([
    [
      'in a private cloud, whose authority the service does not know',
      `{ clientId: ${ANN} } }\ncloud: { metadataHost: localhost:8443`,
      "service.admin: cannot be used with 'cloud.metadataHost'",
    ],
    [
      'with somebody twice',
      '{ application: { operators: [{ group: Platform Team }], auditors: [{ group: platform team }] } }',
      'service.admin.application.auditors[0]: group platform team is an operator already; keep one of the two',
    ],
    [
      'beside the client id of another',
      `{ clientId: ${ANN}, application: {} }`,
      "service.admin.clientId: cannot be combined with 'application'",
    ],
    [
      'with a member of another kind',
      '{ application: { operators: [Platform Team] } }',
      'service.admin.application.operators[0]: must be a group or a user',
    ],
  ])('fails %s', (_what, admin, message) => {
    const complaints = configComplaints(withAdmin(admin));

    expect(complaints.join('\n')).toContain(message);
    expect(complaints).toHaveLength(1);
  });
});
