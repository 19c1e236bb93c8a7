import type { JsonObject, PlannedChange, TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { headline } from '../../../../programs/review/report/headline';
import { change, planOf, realPlan } from '../../../support/plan-document';
import { application, step } from '../../../support/tenant-plan';

/** Kinds of drift that the review reports for a plan in which these resources do not change. */
function told(drift: PlannedChange, ...standing: readonly PlannedChange[]): string[] {
  const { drift: found } = reviewPlan('x', 'x.json', planOf(standing, { resource_drift: [drift] }));
  return found.map(({ finding }) => finding.kind);
}

const stays = (address: string, values: JsonObject) => change(address, values, values);
const drifted = (type: string, before: JsonObject, after: JsonObject) =>
  change(`${type}.x`, { name: 'x', ...before }, { name: 'x', ...after });

describe('a deployment that nobody has touched since', () => {
  test('shows no changes in the plan of a real run', () => {
    const document = realPlan('untouched');
    const review = reviewPlan('contoso', 'contoso.json', document);

    expect(document.resource_drift).toHaveLength(3);
    expect(review).toMatchObject({ class: undefined, findings: [], drift: [] });
    expect(headline(review)).toBe('no changes');
  });

  test('shows no changes in a refresh-only plan', () => {
    const { resource_changes = [], ...rest } = realPlan('untouched');
    const resources = resource_changes
      .filter(({ type }) => type === 'terraform_data')
      .map(({ address, mode, type, name, change: { before } }) => ({
        address,
        mode,
        type,
        name,
        values: before as JsonObject,
      }));
    const document: TerraformPlan = {
      ...rest,
      prior_state: { values: { root_module: { resources } } },
      planned_values: {},
    };

    expect(reviewPlan('contoso', 'contoso.json', document).drift).toEqual([]);
  });
});

const job = (enabled: boolean, state: string) => ({ enabled, schedule: [{ state, interval: 'PT40M' }] });
const started = change('azuread_synchronization_job.job', job(false, 'Disabled'), job(true, 'Active'));
const paused = change('azuread_synchronization_job.job', job(true, 'Active'), job(false, 'Disabled'));

test.each<[string, PlannedChange, boolean, string[]]>([
  ['started by the sync step', started, true, []],
  ['paused by the sync step', paused, false, []],
  ['paused by somebody', paused, true, ['provisioning-paused', 'changed']],
  ['started by somebody', started, false, ['provisioning-started', 'changed']],
  [
    'run at another pace',
    change('azuread_synchronization_job.job', job(false, 'Disabled'), {
      enabled: true,
      schedule: [{ state: 'Active', interval: 'PT1H' }],
    }),
    true,
    ['changed'],
  ],
])('a job that was %s is reported only where none of our steps did it', (_, drift, enabled, expected) => {
  expect(told(drift, step({ enabled }, { enabled }))).toEqual(expected);
});

const domain = stays('azurerm_container_app_custom_domain.x', { name: 'scim.acme.example' });
const MANAGED = '/x/managedEnvironments/e/managedCertificates/scim';
const UPLOADED = '/x/managedEnvironments/e/certificates/scim';
const bound = (id: string) => ({
  certificate_binding_type: 'SniEnabled',
  container_app_environment_certificate_id: id,
});
const shows = (name: string, certificate_id = MANAGED) => ({
  ingress: [{ target_port: 8080, custom_domain: [{ name, certificate_binding_type: 'SniEnabled', certificate_id }] }],
});
const app = { client_id: 'c', app_role_ids: { a: '1' } };

test.each<[string, PlannedChange, PlannedChange[], string[]]>([
  ['a certificate that our step has bound', drifted('azurerm_container_app_custom_domain', {}, bound(MANAGED)), [], []],
  [
    'a certificate of somebody else',
    drifted('azurerm_container_app_custom_domain', {}, bound(UPLOADED)),
    [],
    ['changed'],
  ],
  ['a certificate that is gone', drifted('azurerm_container_app_custom_domain', bound(MANAGED), {}), [], ['changed']],
  [
    'our name on the service',
    drifted('azurerm_container_app', { ingress: [{ target_port: 8080 }] }, shows('scim.acme.example')),
    [domain],
    [],
  ],
  [
    'a foreign name on the service',
    drifted('azurerm_container_app', { ingress: [{ target_port: 8080 }] }, shows('other.example')),
    [domain],
    ['changed'],
  ],
  [
    'an uploaded certificate on the service',
    drifted('azurerm_container_app', { ingress: [{ target_port: 8080 }] }, shows('scim.acme.example', UPLOADED)),
    [domain],
    ['changed'],
  ],
  [
    'a certificate of ours on the service, which the domain names',
    drifted('azurerm_container_app', { ingress: [{ target_port: 8080 }] }, shows('scim.acme.example', UPLOADED)),
    [stays('azurerm_container_app_custom_domain.x', { name: 'scim.acme.example', ...bound(UPLOADED) })],
    [],
  ],
  [
    'a new revision of the service',
    drifted('azurerm_container_app', { latest_revision_name: 'a' }, { latest_revision_name: 'b' }),
    [],
    [],
  ],
  [
    'our subnet in the network',
    drifted('azurerm_virtual_network', { subnet: [] }, { subnet: [{ name: 'apps' }] }),
    [stays('azurerm_subnet.apps', { name: 'apps' })],
    [],
  ],
  [
    'a foreign subnet in the network',
    drifted('azurerm_virtual_network', { subnet: [] }, { subnet: [{ name: 'foreign' }] }),
    [stays('azurerm_subnet.apps', { name: 'apps' })],
    ['changed'],
  ],
  [
    'roles that the principal shows of our application',
    drifted('azuread_service_principal', app, { ...app, app_role_ids: {} }),
    [application(app, app)],
    [],
  ],
  [
    'roles of a principal of another application',
    drifted('azuread_service_principal', app, { ...app, app_role_ids: {} }),
    [application({ client_id: 'd' }, { client_id: 'd' })],
    ['changed'],
  ],
  ['a zero where nothing was', drifted('acme_thing', { a: null, b: [{ c: null }] }, { a: 0, b: [{ c: 0 }] }), [], []],
  ['a list of nothing', drifted('acme_thing', { a: null }, { a: [''] }), [], []],
  ['nothing where a zero was', drifted('acme_thing', { a: 0 }, { a: null }), [], ['unknown-changed']],
  ['a no where nothing was', drifted('acme_thing', { a: null }, { a: false }), [], ['unknown-changed']],
  ['a one where nothing was', drifted('acme_thing', { a: null }, { a: 1 }), [], ['unknown-changed']],
])('%s is reported only where somebody did it', (_, drift, standing, expected) => {
  expect(told(drift, ...standing)).toEqual(expected);
});
