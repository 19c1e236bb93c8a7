import { Application } from '@cdktf/provider-azuread/lib/application';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Sleep } from '@cdktf/provider-time/lib/sleep';

import { DIRECTORY_ID, enterpriseApp, REVIEWER, STEWARD } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

interface DeclaredRole {
  id: string;
  value?: string;
}

describe('EnterpriseApp', () => {
  test('comes from the non-gallery template, without which Entra cannot provision', () => {
    const app = synth(enterpriseApp).only(Application);

    expect(app['template_id']).toBe('8adf8e6e-67b2-4cf2-a259-e3dc5476c621');
    expect(app['prevent_duplicate_names']).toBe(true);
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

  test('lets in only who is assigned, through the service principal that the template brings', () => {
    const servicePrincipal = synth(enterpriseApp).only(ServicePrincipal);

    expect(servicePrincipal).toMatchObject({ use_existing: true, app_role_assignment_required: true });
  });

  test("keeps the template's tags, or the application would vanish from the list of enterprise applications", () => {
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

  test('keeps its Terraform names, whatever the construct is called', () => {
    const { json } = synth(enterpriseApp);

    expect(Object.keys(json.resource?.['azuread_application'] ?? {})).toEqual(['app']);
    expect(Object.keys(json.resource?.['azuread_service_principal'] ?? {})).toEqual(['app']);
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(synth(enterpriseApp).json)).toEqual([]);
  });

  test('fails when two roles share a value', () => {
    const roles = [REVIEWER, { ...STEWARD, value: 'account_reviewer' }];

    expect(() => synth((scope) => enterpriseApp(scope, { roles }))).toThrow(
      "'roles' must each have their own value; 'account_reviewer' is there twice",
    );
  });
});
