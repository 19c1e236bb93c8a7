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

/** An apex domain has records of its own, and DNS allows no CNAME next to other records (RFC 1034 §3.6.2). */
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

/**
 * Azure's certificate issuer must be able to fetch a file from the service, for the first certificate and each renewal.
 */
export const issuerReachesService: Check = (file, { service: { allowedAddresses, customDomain } }) =>
  allowedAddresses.length > 0 && customDomain?.certificate === undefined && customDomain?.issuerAddresses.length === 0
    ? [
        file.complain(
          DOMAIN,
          'needs issuerAddresses beside service.allowedAddresses: Azure has DigiCert issue the certificate and renew it ' +
            'every few months, and both fail when DigiCert cannot reach the service; list the addresses from which it ' +
            'validates domains, as DigiCert publishes them, give a certificate of yours, or remove service.allowedAddresses',
        ),
      ]
    : [];

/** With your own certificate, no issuer needs access, and the host may point anywhere. */
export const certificateFits: Check = (file, { service: { customDomain } }) => {
  if (customDomain === undefined) return [];
  const { certificate, record, issuerAddresses } = customDomain;
  if (certificate !== undefined) {
    return issuerAddresses.length === 0
      ? []
      : [
          file.complain(
            [...DOMAIN, 'issuerAddresses'],
            'has no use beside certificate: DigiCert issues none then; remove one of the two',
          ),
        ];
  }
  return record === 'none'
    ? [
        file.complain(
          [...DOMAIN, 'record'],
          'needs a certificate of yours: Azure has one issued only for a host that leads to the service; give customDomain.certificate, or take cname or a',
        ),
      ]
    : [];
};

/** Behind the operator's own gateway, only the gateway knows the host name that Entra calls. */
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
          "has to say 'record: none' and give a certificate of yours beside 'ingress: internal': its host leads to your gateway, " +
            'and DigiCert could not reach the service to issue one; or let the gateway answer for the name alone, and give ' +
            'it as service.publicUrl',
        )
      : []),
  ];
};
