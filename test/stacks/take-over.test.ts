import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { Application } from '@cdktf/provider-azuread/lib/application';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import { Testing } from 'cdktf';

import { lockFleet } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';
import { TenantStack } from '../../stacks/tenant-stack';
import { configFolder, CONTOSO } from '../support/config-folder';
import { schemaComplaints } from '../support/provider-schemas';
import { synthStack } from '../support/synth';

const APP = '11111111-1f0e-4b57-a0f4-7f2f3a1c9be4';
const PRINCIPAL = '22222222-1f0e-4b57-a0f4-7f2f3a1c9be4';
const ANALYST = '33333333-1f0e-4b57-a0f4-7f2f3a1c9be4';

const TAKEOVER = `
import:
  application: ${APP}
  servicePrincipal: ${PRINCIPAL}
  roles: { account_analyst: ${ANALYST} }
  job: customappsso.8d1cbd346c1f4d2a9c530c3a7f1f2b90.${APP}
  assignments: [{ group: Data Analysts, id: b1UWZpQ5 }]
`;

function synthesized(text: string) {
  using folder = configFolder({ 'tenants/contoso.yaml': text });
  const { platform, tenants } = loadConfig(folder.path);
  const [tenant] = tenants;
  if (!tenant) throw new Error('the folder has no tenant');
  return synthStack(new TenantStack(Testing.app(), 'tenant-contoso', platform, tenant));
}

describe('a tenant that takes over an application', () => {
  const stack = synthesized(`${CONTOSO}${TAKEOVER}`);

  test('imports application, service principal, assignments and job', () => {
    expect((stack.json as { import?: unknown }).import).toEqual([
      { to: 'azuread_application.app', id: `/applications/${APP}` },
      { to: 'azuread_service_principal.app', id: `/servicePrincipals/${PRINCIPAL}` },
      {
        to: 'azuread_app_role_assignment.group-data-analysts',
        id: `/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/b1UWZpQ5`,
      },
      {
        to: 'azuread_synchronization_job.job',
        id: `/servicePrincipals/${PRINCIPAL}/synchronization/jobs/customappsso.8d1cbd346c1f4d2a9c530c3a7f1f2b90.${APP}`,
      },
    ]);
  });

  test('imports to addresses of the stack', () => {
    const { import: blocks, resource } = stack.json as unknown as {
      import: { to: string }[];
      resource: Record<string, object>;
    };

    for (const { to } of blocks) {
      const [type = '', name = ''] = to.split('.');
      expect(Object.keys(resource[type] ?? {})).toContain(name);
    }
  });

  test('keeps the id of an existing role, or its holders would lose it', () => {
    const { id } = (stack.only(Application)['app_role'] as { id: string; value?: string }[]).find(
      ({ value }) => value === 'account_analyst',
    ) ?? { id: undefined };

    expect(id).toBe(ANALYST);
    expect(stack.all(AppRoleAssignment)['group-data-analysts']?.['app_role_id']).toBe(ANALYST);
  });

  test('replaces nothing: neither a job of another template, nor an application of one', () => {
    expect(stack.only(SynchronizationJob)['template_id']).toBe('customappsso');
    expect(stack.only(Application)['lifecycle']).toMatchObject({
      ignore_changes: expect.arrayContaining(['template_id']) as string[],
    });
  });

  test('leaves sign-in, and the addresses notified of an expiring certificate, as somebody set them by hand', () => {
    expect(stack.only(Application)['lifecycle']).toMatchObject({
      ignore_changes: expect.arrayContaining(['web', 'identifier_uris', 'optional_claims', 'notes']) as string[],
    });
    expect(stack.only(ServicePrincipal)['lifecycle']).toMatchObject({
      ignore_changes: expect.arrayContaining([
        'preferred_single_sign_on_mode',
        'saml_single_sign_on',
        'notification_email_addresses',
      ]) as string[],
    });
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(stack.json)).toEqual([]);
  });
});

describe('a tenant that takes over a role whose value follows from no name', () => {
  const SURVEY = '44444444-1f0e-4b57-a0f4-7f2f3a1c9be4';
  const text = `${CONTOSO.replace('roles:\n', 'roles:\n  disabled: [survey.delete]\n')}${TAKEOVER}`
    .replace(
      '  custom:\n',
      `  custom:\n${['Create', 'Delete'].map((name) => `    - { value: Survey.${name}, displayName: ${name} surveys, description: As it says. }\n`).join('')}`,
    )
    .replace('roles: { account', `roles: { Survey.Create: ${SURVEY}, Delete surveys: ${APP}, account`)
    .replace('role: data_steward', 'role: survey.create')
    .concat('service: { defaultRole: Create surveys }\n');

  test('keeps value and id, and assigns it in any spelling', () => {
    const stack = synthesized(text);

    expect(stack.only(Application)['app_role']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: SURVEY, value: 'Survey.Create', display_name: 'Survey.Create', enabled: true }),
        expect.objectContaining({ id: APP, value: 'Survey.Delete', enabled: false }),
      ]),
    );
    expect(Object.values(stack.all(AppRoleAssignment)).map((one) => one['app_role_id'])).toEqual([ANALYST, SURVEY]);
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('is the same to the service and to the lock', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': text });
    const config = loadConfig(folder.path);

    expect(config.tenants[0]?.target).toMatchObject({ service: { defaultRole: 'Survey.Create' } });
    expect(lockFleet({ tenants: {} }, config).tenants['contoso']?.roles).toEqual(
      expect.arrayContaining([{ value: 'Survey.Create', displayName: 'Create surveys', enabled: true }]),
    );
  });
});

test('a tenant that takes over nothing imports nothing', () => {
  expect(synthesized(CONTOSO).json).not.toHaveProperty('import');
});
