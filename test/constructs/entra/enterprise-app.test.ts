import { Application } from '@cdktf/provider-azuread/lib/application';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Sleep } from '@cdktf/provider-time/lib/sleep';

import { DIRECTORY_ID, enterpriseApp, REVIEWER, STEWARD } from '../../support/entra-app';
import { emptiedWhenLeftOut, schemaComplaints } from '../../support/provider-schemas';
import { synth, type Synthesized } from '../../support/synth';

interface DeclaredRole {
  id: string;
  value?: string;
  enabled: boolean;
}

/** Attributes that Terraform leaves as they are in Entra. */
function ignored(stack: Synthesized, type: { readonly tfResourceType: string }): string[] {
  return (stack.only(type)['lifecycle'] as { ignore_changes: string[] }).ignore_changes;
}

describe('EnterpriseApp', () => {
  test('comes from the non-gallery template, without which Entra cannot provision', () => {
    const app = synth(enterpriseApp).only(Application);

    expect(app['template_id']).toBe('8adf8e6e-67b2-4cf2-a259-e3dc5476c621');
    expect(app['prevent_duplicate_names']).toBe(true);
  });

  test.each([
    ['usgovernment', '4602d0b4-76bb-404b-bca9-2652e1a39c6d'],
    ['china', '5a532e38-1581-4918-9658-008dc27c1d68'],
  ] as const)('uses the template of the cloud %s', (cloud, id) => {
    expect(synth((scope) => enterpriseApp(scope, { cloud })).only(Application)['template_id']).toBe(id);
  });

  test("declares its roles beside the template's own, which keep their fixed ids", () => {
    const roles = synth(enterpriseApp).only(Application)['app_role'] as DeclaredRole[];

    expect(roles.map(({ id, value }) => [id, value])).toEqual([
      ['18d14569-c3bd-439b-9a66-3a2aee01d14f', undefined],
      ['b9632174-c057-4f7e-951b-be3adc52bfe6', undefined],
      [REVIEWER.id, 'account_reviewer'],
      [STEWARD.id, 'data_steward'],
    ]);
  });

  test('synthesizes the same roles whatever their order', () => {
    const declared = (...roles: (typeof REVIEWER)[]) =>
      synth((scope) => enterpriseApp(scope, { roles })).only(Application)['app_role'];

    expect(declared(STEWARD, REVIEWER)).toEqual(declared(REVIEWER, STEWARD));
  });

  test('disables a role without removing it, since Entra deletes no role that is enabled', () => {
    const roles = synth((scope) => enterpriseApp(scope, { roles: [REVIEWER, { ...STEWARD, enabled: false }] })).only(
      Application,
    )['app_role'] as DeclaredRole[];

    expect(roles.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual([STEWARD.id]);
  });

  test('is protected from deletion, application and service principal alike', () => {
    const stack = synth(enterpriseApp);

    expect(stack.only(Application)['lifecycle']).toMatchObject({ prevent_destroy: true });
    expect(stack.json.resource?.['terraform_data']?.['protection']).toEqual({ input: { deletionProtection: true } });
    expect(stack.only(ServicePrincipal)['lifecycle']).toMatchObject({ prevent_destroy: true });
  });

  test('can be deleted when its protection is off', () => {
    const stack = synth((scope) => enterpriseApp(scope, { deletionProtection: false }));

    expect(stack.only(Application)['lifecycle']).toMatchObject({ prevent_destroy: false });
    expect(stack.json.resource?.['terraform_data']?.['protection']).toEqual({ input: { deletionProtection: false } });
    expect(stack.only(ServicePrincipal)['lifecycle']).toMatchObject({ prevent_destroy: false });
  });

  test('is not replaced when it was made from another template', () => {
    expect(ignored(synth(enterpriseApp), Application)).toContain('template_id');
  });

  test.each([
    ['application', Application],
    ['service principal', ServicePrincipal],
  ])('never removes what somebody else has set: the %s is declared in full, or ignored', (_what, type) => {
    const stack = synth(enterpriseApp);
    const left = emptiedWhenLeftOut(type.tfResourceType).filter(
      (argument) => !(argument in stack.only(type)) && !ignored(stack, type).includes(argument),
    );

    expect(emptiedWhenLeftOut(type.tfResourceType).length).toBeGreaterThan(10);
    expect(left).toEqual([]);
  });

  test.each([
    ['reply URLs and the like', Application, ['web', 'identifier_uris', 'api', 'single_page_application']],
    ['sign-on mode and relay state', ServicePrincipal, ['preferred_single_sign_on_mode', 'saml_single_sign_on']],
  ])('leaves %s as they are in Entra, whatever else is declared', (_what, type, settings) => {
    const stack = synth((scope) => enterpriseApp(scope, { notes: 'Notes', notificationAddresses: [] }));

    expect(ignored(stack, type)).toEqual(expect.arrayContaining(settings));
  });

  test('ignores no declared attribute, except those that matter only to a new application', () => {
    const stack = synth((scope) =>
      enterpriseApp(scope, { notes: '', logo: 'test/support/logo.png', notificationAddresses: [] }),
    );

    for (const type of [Application, ServicePrincipal]) {
      const both = ignored(stack, type).filter((argument) => argument in stack.only(type));
      expect(both).toEqual(type === Application ? ['template_id', 'api'] : []);
    }
    for (const argument of ['notes', 'logo_image', 'notification_email_addresses']) {
      expect([...ignored(stack, Application), ...ignored(stack, ServicePrincipal)]).not.toContain(argument);
    }
  });

  test('empties notes and notification addresses that are declared to be empty', () => {
    const stack = synth((scope) => enterpriseApp(scope, { notes: '', notificationAddresses: [] }));

    expect(stack.only(Application)).not.toHaveProperty('notes');
    expect(stack.only(ServicePrincipal)).not.toHaveProperty('notes');
    expect(stack.only(ServicePrincipal)['notification_email_addresses']).toEqual([]);
  });

  test('is owned by its deployer, without whom the next deployment is refused, and by named owners', () => {
    const owners = [{ reference: DIRECTORY_ID }, { reference: 'ann@contoso.example', place: 'config/a.yaml:7' }];
    const stack = synth((scope) => enterpriseApp(scope, { owners }));

    for (const type of [Application, ServicePrincipal]) {
      expect(stack.only(type)['owners']).toEqual([
        '${data.azuread_client_config.caller.object_id}',
        DIRECTORY_ID,
        '${one(values(data.azuread_user.user-ann-contoso-example-d578f9)).object_id}',
      ]);
    }
  });

  test('is owned by the identities that are named, whoever runs Terraform', () => {
    const deployers = ['0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10'];
    const stack = synth((scope) =>
      enterpriseApp(scope, { deployers, owners: [{ reference: '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10' }] }),
    );

    for (const type of [Application, ServicePrincipal]) expect(stack.only(type)['owners']).toEqual(deployers);
  });

  test('carries notes, notification addresses, and whether it shows in My Apps and is open to everybody', () => {
    const servicePrincipal = synth((scope) =>
      enterpriseApp(scope, {
        notes: 'Owned by the data platform team.',
        notificationAddresses: ['identity@contoso.example'],
        visible: false,
        assignmentRequired: false,
      }),
    ).only(ServicePrincipal);

    expect(servicePrincipal).toMatchObject({
      notes: 'Owned by the data platform team.',
      notification_email_addresses: ['identity@contoso.example'],
      feature_tags: [{ enterprise: true, custom_single_sign_on: true, hide: true }],
      app_role_assignment_required: false,
    });
  });

  test('takes its logo from a copy of the file beside the synthesized JSON', () => {
    const { logo_image } = synth((scope) => enterpriseApp(scope, { logo: 'test/support/logo.png' })).only(Application);

    expect(logo_image).toMatch(/^\$\{filebase64\("assets\/.+\/logo\.png"\)\}$/);
  });

  test('admits only assigned users, through the service principal from the template', () => {
    const servicePrincipal = synth(enterpriseApp).only(ServicePrincipal);

    expect(servicePrincipal).toMatchObject({ use_existing: true, app_role_assignment_required: true });
  });

  test("keeps the template's tags, so that the application stays in the list of enterprise applications", () => {
    expect(synth(enterpriseApp).only(ServicePrincipal)['feature_tags']).toEqual([
      { enterprise: true, custom_single_sign_on: true },
    ]);
  });

  test('gives Graph time to know the service principal everywhere', () => {
    expect(synth(enterpriseApp).only(Sleep)).toMatchObject({
      create_duration: '30s',
      triggers: { service_principal: '${azuread_service_principal.app.object_id}' },
    });
  });

  test('stops the plan when the credentials belong to another directory', () => {
    const { lifecycle } = synth(enterpriseApp).only(Application) as { lifecycle: { precondition: object[] } };

    expect(lifecycle.precondition).toEqual([
      {
        condition: `\${data.azuread_client_config.caller.tenant_id == "${DIRECTORY_ID}"}`,
        error_message: expect.stringContaining(DIRECTORY_ID) as string,
      },
    ]);
  });

  test('writes only what the providers know, with all options and with none', () => {
    const everything = synth((scope) =>
      enterpriseApp(scope, {
        owners: [{ reference: 'ann@contoso.example' }],
        notes: 'Notes',
        logo: 'test/support/logo.png',
        visible: false,
        notificationAddresses: ['identity@contoso.example'],
        assignmentRequired: false,
        deletionProtection: false,
      }),
    );

    expect(schemaComplaints(synth(enterpriseApp).json)).toEqual([]);
    expect(schemaComplaints(everything.json)).toEqual([]);
  });

  test('fails on notes that Entra would cut', () => {
    expect(() => synth((scope) => enterpriseApp(scope, { notes: 'x'.repeat(1025) }))).toThrow(
      "'notes' must have at most 1024 characters; got 1025",
    );
  });

  test('fails when two roles share a value', () => {
    const roles = [REVIEWER, { ...STEWARD, value: 'account_reviewer' }];

    expect(() => synth((scope) => enterpriseApp(scope, { roles }))).toThrow(
      "'roles' must each have their own value; 'account_reviewer' occurs twice",
    );
  });
});
