import { containerAppsPath, type Place } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';

import { waitFor } from './wait-for';

const TIMEOUT_MINUTES = 20;

/** Ways in which DigiCert validates a host, and the DNS record that each one requires. */
export const VALIDATIONS = {
  cname: 'its CNAME leads straight to the app',
  http: "its A record is the environment's address",
} as const;

export type Validation = keyof typeof VALIDATIONS;

export interface CertificateTarget {
  readonly app: string;
  readonly environment: string;

  /** Host name that has been added to the app. */
  readonly host: string;

  /** What DigiCert checks: the host's CNAME or, for an A record, a file that Azure serves under the host. */
  readonly validation: Validation;
}

/**
 * Has Azure issue a certificate for an app's host name, and binds it. Does nothing if one is bound already.
 *
 * @throws {Error} when Azure issues none, mostly because of DNS.
 */
export async function bindCertificate(
  azure: RestClient,
  place: Place,
  { app, environment, host, validation }: CertificateTarget,
): Promise<string> {
  const path = containerAppsPath(place, 'containerApps', app);
  const domains = await customDomains(azure, path);
  const current = domains.find(({ name }) => name === host);
  if (!current) {
    throw new Error(`the app ${app} does not have the name ${host}; deploy the platform first`);
  }
  if (current.bindingType === 'SniEnabled') return `${host} has a certificate`;

  const certificate = containerAppsPath(
    place,
    'managedEnvironments',
    environment,
    'managedCertificates',
    host.replaceAll('.', '-'),
  );
  const { location, tags } = await azure.get<{ location: string; tags?: object }>(path);
  await azure.put(certificate, {
    location,
    ...(tags === undefined ? {} : { tags }), // policies may insist on them
    properties: { subjectName: host, domainControlValidation: validation.toUpperCase() },
  });
  await waitFor(azure, `${host} has no certificate`, TIMEOUT_MINUTES, async () => {
    const { properties } = await azure.get<ManagedCertificate>(certificate);
    const { provisioningState: state, error } = properties;
    if (state === 'Failed' || state === 'Canceled') {
      const remedy =
        `check that ${VALIDATIONS[validation]}, that no CAA record forbids digicert.com, and that DigiCert can ` +
        'reach the app (service.customDomain.issuerAddresses beside service.allowedAddresses)';
      throw new Error(`Azure issued no certificate for ${host}: ${error ?? state}; ${remedy}`);
    }
    return state === 'Succeeded' ? true : undefined;
  });

  // The list is replaced as a whole, so it must include the app's other names.
  const bound = domains.map((domain) =>
    domain.name === host ? { name: host, bindingType: 'SniEnabled', certificateId: certificate } : domain,
  );
  await azure.patch(path, { properties: { configuration: { ingress: { customDomains: bound } } } });
  await waitFor(azure, `the certificate of ${host} is not bound`, TIMEOUT_MINUTES, async () => {
    const found = (await customDomains(azure, path)).find(({ name }) => name === host);
    return found?.bindingType === 'SniEnabled' ? true : undefined;
  });
  return `${host} has a certificate, which Azure renews`;
}

interface CustomDomain {
  readonly name: string;
  readonly bindingType?: string;
  readonly certificateId?: string;
}

interface ManagedCertificate {
  readonly properties: { readonly provisioningState?: string; readonly error?: string };
}

async function customDomains(azure: RestClient, path: string): Promise<readonly CustomDomain[]> {
  const { properties } = await azure.get<{
    properties: { configuration: { ingress?: { customDomains?: CustomDomain[] } } };
  }>(path);
  return properties.configuration.ingress?.customDomains ?? [];
}
