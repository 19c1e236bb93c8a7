import { bindCertificate } from '../../../programs/rollout/bind-certificate';
import { ContainerApps, PLACE } from '../../support/container-apps';

const APP = 'containerApps/acme-scim';
const HOST = 'scim.acme.example';
const CERTIFICATE = 'managedEnvironments/acme-scim-apps/managedCertificates/scim-acme-example';
const TARGET = { app: 'acme-scim', environment: 'acme-scim-apps', host: HOST, validation: 'cname' } as const;
const OTHER = { name: 'other.acme.example', bindingType: 'SniEnabled', certificateId: '/certificates/other' };

const app = (customDomains: object[]) =>
  new ContainerApps().put(APP, {
    location: 'westeurope',
    properties: { configuration: { ingress: { external: true, customDomains } } },
  });
const state = (provisioningState: string, error?: string) => ({ properties: { provisioningState, error } });
const domainsOf = (azure: ContainerApps) => azure.at(APP)['properties'].configuration.ingress.customDomains as unknown;

describe('the step that binds a certificate', () => {
  test('requests one for the name, waits for it, and binds it beside the certificates of other names', async () => {
    const azure = app([OTHER, { name: HOST, bindingType: 'Disabled' }]);
    azure.show(CERTIFICATE, state('Pending'), state('Pending'), state('Succeeded'));

    const said = await bindCertificate(azure.client, PLACE, TARGET);

    expect(said).toBe('scim.acme.example has a certificate, which Azure renews');
    expect(azure.requests.find(({ method }) => method === 'PUT')).toMatchObject({
      path: CERTIFICATE,
      body: { location: 'westeurope', properties: { subjectName: HOST, domainControlValidation: 'CNAME' } },
    });
    expect(domainsOf(azure)).toEqual([
      OTHER,
      {
        name: HOST,
        bindingType: 'SniEnabled',
        certificateId: `/subscriptions/sub/resourceGroups/acme-scim/providers/Microsoft.App/${CERTIFICATE}`,
      },
    ]);
    expect(azure.at(APP)['properties'].configuration.ingress.external).toBe(true);
  });

  test('has a host with an A record validated over HTTP, since it has no CNAME', async () => {
    const azure = app([{ name: HOST, bindingType: 'Disabled' }]).show(CERTIFICATE, state('Failed'));

    await expect(bindCertificate(azure.client, PLACE, { ...TARGET, validation: 'http' })).rejects.toThrow(
      "Failed; check that its A record contains the environment's address, that no CAA record",
    );
    expect(azure.requests.find(({ method }) => method === 'PUT')?.body).toMatchObject({
      properties: { domainControlValidation: 'HTTP' },
    });
  });

  test('gives it the tags of the app, which a policy may insist on', async () => {
    const azure = app([{ name: HOST, bindingType: 'Disabled' }]).show(CERTIFICATE, state('Succeeded'));
    azure.put(APP, { ...azure.at(APP), tags: { CostCenter: '4711' } });

    await bindCertificate(azure.client, PLACE, TARGET);

    expect(azure.requests.find(({ method }) => method === 'PUT')?.body).toMatchObject({ tags: { CostCenter: '4711' } });
  });

  test('does nothing when one is bound', async () => {
    const azure = app([{ name: HOST, bindingType: 'SniEnabled', certificateId: '/certificates/mine' }]);

    await expect(bindCertificate(azure.client, PLACE, TARGET)).resolves.toBe('scim.acme.example has a certificate');
    expect(azure.changes).toEqual([]);
  });

  test("fails when none is issued, with Azure's message and the most likely cause", async () => {
    const azure = app([{ name: HOST, bindingType: 'Disabled' }]).show(
      CERTIFICATE,
      state('Pending'),
      state('Failed', 'no CNAME record was found'),
    );

    await expect(bindCertificate(azure.client, PLACE, TARGET)).rejects.toThrow(
      'Azure issued no certificate for scim.acme.example: no CNAME record was found; check that its CNAME points directly ' +
        'to the app, that no CAA record forbids digicert.com, and that DigiCert can reach the app (service.customDomain.',
    );
    expect(domainsOf(azure)).toEqual([{ name: HOST, bindingType: 'Disabled' }]);
  });

  test('fails when the app does not have the name', async () => {
    await expect(bindCertificate(app([OTHER]).client, PLACE, TARGET)).rejects.toThrow(
      'the app acme-scim does not have the host name scim.acme.example; deploy the platform first',
    );
  });
});
