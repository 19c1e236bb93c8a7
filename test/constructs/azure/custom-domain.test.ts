import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { DnsARecord } from '@cdktf/provider-azurerm/lib/dns-a-record';
import { DnsCnameRecord } from '@cdktf/provider-azurerm/lib/dns-cname-record';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';

import { CustomDomain, type CustomDomainProps } from '../../../constructs/azure/custom-domain';
import { service } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const ZONE = { name: 'acme.example', resourceGroup: 'dns' };

const domain = (overrides: Partial<CustomDomainProps> = {}) => {
  let records: CustomDomain['requiredRecords'] = [];
  const stack = synth((scope) => {
    const { resource: app, environment } = service(scope);
    ({ requiredRecords: records } = new CustomDomain(scope, 'Domain', {
      host: 'scim.eu.acme.example',
      app,
      environment,
      ...overrides,
    }));
  });
  return { stack, records };
};

describe('CustomDomain', () => {
  test('creates the records that prove ownership of the name and point to the app', () => {
    const { stack } = domain({ dnsZone: ZONE });

    expect(stack.only(DnsTxtRecord)).toMatchObject({
      name: 'asuid.scim.eu',
      zone_name: 'acme.example',
      resource_group_name: 'dns',
      record: [{ value: expect.stringMatching(/custom_domain_verification_id\}$/) }],
    });
    expect(stack.only(DnsCnameRecord)).toMatchObject({
      name: 'scim.eu',
      record: expect.stringMatching(/\.name\}\.\$\{azurerm_container_app_environment\..*\.default_domain\}$/),
    });
  });

  test('outputs the records it needs when they are made elsewhere', () => {
    const { stack, records } = domain();

    expect(stack.all(DnsTxtRecord)).toEqual({});
    expect(records.map(({ name, type }) => [name, type])).toEqual([
      ['asuid.scim.eu.acme.example', 'TXT'],
      ['scim.eu.acme.example', 'CNAME'],
    ]);
  });

  test('adds the name without a certificate, and ignores the certificate that is bound later', () => {
    const added = domain().stack.only(ContainerAppCustomDomain);

    expect(added).toMatchObject({
      name: 'scim.eu.acme.example',
      lifecycle: { ignore_changes: ['certificate_binding_type', 'container_app_environment_certificate_id'] },
    });
    expect(added).not.toHaveProperty('certificate_binding_type');
  });

  test('points an apex domain to the address of the environment', () => {
    const { stack, records } = domain({ host: 'acme.example', record: 'a', dnsZone: ZONE });

    expect(stack.only(DnsTxtRecord)).toHaveProperty('name', 'asuid');
    expect(stack.only(DnsARecord)).toMatchObject({
      name: '@',
      zone_name: 'acme.example',
      records: [expect.stringMatching(/\.static_ip_address\}$/)],
    });
    expect(stack.all(DnsCnameRecord)).toEqual({});
    expect(records.map(({ name, type }) => [name, type])).toEqual([
      ['asuid.acme.example', 'TXT'],
      ['acme.example', 'A'],
    ]);
    expect(schemaComplaints(stack.json)).toEqual([]);
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(domain({ dnsZone: ZONE }).stack.json)).toEqual([]);
  });

  test('fails for an apex domain without an A record, and for a host that points elsewhere without a certificate', () => {
    expect(() => domain({ host: 'acme.example', dnsZone: ZONE })).toThrow(
      "'record' must be 'a' or 'none' for 'acme.example', which is an apex domain: DNS allows no CNAME for it",
    );
    expect(() => domain({ record: 'none' })).toThrow("'record' may be 'none' only with a 'certificate'");
  });

  test('fails when the name is outside of the zone', () => {
    expect(() => domain({ dnsZone: { ...ZONE, name: 'other.example' } })).toThrow(
      "'host' must end in '.other.example', the zone in which its records are created; got 'scim.eu.acme.example'",
    );
  });
});
