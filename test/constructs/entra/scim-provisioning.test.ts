import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret';
import type { Construct } from 'constructs';

import { RoleAssignments } from '../../../constructs/entra/role-assignments';
import { ScimProvisioning, type ScimProvisioningProps } from '../../../constructs/entra/scim-provisioning';
import { enterpriseApp, REVIEWER, secretReference } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const provision =
  (overrides: Partial<ScimProvisioningProps> = {}) =>
  (scope: Construct) => {
    const app = enterpriseApp(scope);
    return new ScimProvisioning(scope, 'Provisioning', {
      app,
      assignments: new RoleAssignments(scope, 'Assignments', {
        app,
        assignments: [{ principal: { kind: 'group', reference: 'Data Analysts' }, role: REVIEWER }],
      }),
      tenantUrl: 'https://scim.example.com/scim/v2?aadOptscim062020',
      secretToken: secretReference(scope),
      ...overrides,
    });
  };

describe('ScimProvisioning', () => {
  test('stores exactly the three credentials that the provider can wait for, in their order', () => {
    expect(synth(provision()).only(SynchronizationSecret)['credential']).toEqual([
      { key: 'BaseAddress', value: 'https://scim.example.com/scim/v2?aadOptscim062020' },
      { key: 'SecretToken', value: '${var.token}' },
      { key: 'SyncAll', value: 'false' },
    ]);
  });

  test('puts everybody in scope when asked to', () => {
    const { credential } = synth(provision({ scope: 'all' })).only(SynchronizationSecret);

    expect(credential).toContainEqual({ key: 'SyncAll', value: 'true' });
  });

  test("creates the job stopped and leaves it to others to start it, so that it never runs with Entra's mappings", () => {
    expect(synth(provision()).only(SynchronizationJob)).toMatchObject({
      template_id: 'scim',
      enabled: false,
      lifecycle: { ignore_changes: ['enabled'] },
    });
  });

  test('creates the job after credentials and assignments, and so destroys it before them', () => {
    expect(synth(provision()).only(SynchronizationJob)['depends_on']).toEqual([
      'azuread_synchronization_secret.credentials',
      'azuread_app_role_assignment.group-data-analysts',
    ]);
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(synth(provision()).json)).toEqual([]);
  });

  test('fails when the token is a literal, which would stand readable in the synthesized JSON', () => {
    expect(() => synth(provision({ secretToken: 'hunter2' }))).toThrow("'secretToken' must be a reference to a secret");
    expect(() => synth(provision({ secretToken: 'hunter2' }))).not.toThrow('hunter2');
  });

  test('fails with every complaint at once', () => {
    expect(() => synth(provision({ tenantUrl: 'http://scim.example.com/' }))).toThrow(
      /'test\/Provisioning'.*\n.*must be an https URL.*\n.*must end without a slash/,
    );
  });
});
