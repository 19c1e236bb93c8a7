import { dnsZoneOf } from '../dns-zone';
import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

const DOMAIN = ['service', 'customDomain'];
const HOST = [...DOMAIN, 'host'];

export const domainLiesInZone: Check = (file, { service }) => {
  const { host = '' } = service.customDomain ?? {};
  const { name } = dnsZoneOf(service) ?? {};
  return name === undefined || host === name || host.endsWith(`.${name}`)
    ? []
    : [file.complain(HOST, `must end in '.${name}', the zone in which its records are created; got '${host}'`)];
};

/**
 * An apex domain cannot have a CNAME record. It has other records, and DNS does not allow a CNAME beside other records
 * (RFC 1034 §3.6.2).
 */
export const aliasIsBeneathDomain: Check = (file, { service }) => {
  const { host = '', record } = service.customDomain ?? {};
  const isDomain = host.split('.').length === 2 || host === dnsZoneOf(service)?.name;
  return record === 'cname' && isDomain
    ? [
        file.complain(
          HOST,
          `must be a name beneath a domain, such as scim.${host}: the service's name is a CNAME, which DNS does not allow ` +
            `for an apex domain; set 'record: a' for an A record; got '${host}'`,
        ),
      ]
    : [];
};

/** To issue and renew a certificate, Azure's certificate authority must be able to fetch a file from the service. */
export const issuerReachesService: Check = (file, { service: { allowedAddresses, customDomain } }) =>
  allowedAddresses.length > 0 && customDomain?.certificate === undefined && customDomain?.issuerAddresses.length === 0
    ? [
        file.complain(
          DOMAIN,
          'needs issuerAddresses beside service.allowedAddresses: Azure has DigiCert issue the certificate and renew it ' +
            'every few months, and both fail when DigiCert cannot reach the service; list the addresses from which it ' +
            'validates domains, as DigiCert publishes them, give your own certificate, or remove service.allowedAddresses',
        ),
      ]
    : [];

/**
 * If the file names a certificate, `issuerAddresses` has no effect. Otherwise, Azure issues the certificate, so the
 * host must point to the service.
 */
export const certificateFits: Check = (file, { service: { customDomain } }) => {
  if (customDomain === undefined) return [];
  const { certificate, record, issuerAddresses } = customDomain;
  if (certificate !== undefined) {
    return issuerAddresses.length === 0
      ? []
      : [
          file.complain(
            [...DOMAIN, 'issuerAddresses'],
            'has no effect beside certificate: DigiCert then issues none; remove one of the two',
          ),
        ];
  }
  return record === 'none'
    ? [
        file.complain(
          [...DOMAIN, 'record'],
          'needs your own certificate: Azure issues one only for a host that points to the service; give customDomain.certificate, or use cname or a',
        ),
      ]
    : [];
};

/**
 * If the service is behind the operator's own gateway, the file must give the host that Entra calls. This is the
 * gateway's host, which cannot be derived from anything else in the file.
 */
export const gatewayIsNamed: Check = (file, { network, service: { ingress, publicUrl, customDomain } }) => {
  if (ingress !== 'internal') return [];
  const complain = (key: string, message: string) => [file.complain(['service', key], message)];
  return [
    ...(network === 'none' ? complain('ingress', "needs a network; remove 'network: none'") : []),
    ...(publicUrl === undefined && customDomain === undefined
      ? complain(
          'ingress',
          'needs service.publicUrl, the URL of your gateway: Entra calls from the internet, and the tenant URL follows from it',
        )
      : []),
    ...(customDomain !== undefined && customDomain.record !== 'none'
      ? complain(
          'customDomain',
          "needs 'record: none' and your own certificate beside 'ingress: internal': its host points to your gateway, " +
            'and DigiCert could not reach the service to issue one; or let only the gateway use the host name, and give ' +
            'it as service.publicUrl',
        )
      : []),
  ];
};
