import { containerAppsPath, type Place } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';

import { waitFor } from './wait-for';

const TIMEOUT_MINUTES = 20;

/** The ways in which DigiCert can validate a host name. Each way is listed with the DNS record that it requires. */
export const VALIDATIONS = {
  cname: 'its CNAME points directly to the app',
  http: "its A record contains the environment's address",
} as const;

export type Validation = keyof typeof VALIDATIONS;

export interface CertificateTarget {
  readonly app: string;
  readonly environment: string;

  /** The host name. It must already be one of the app's host names. */
  readonly host: string;

  /**
   * The way in which DigiCert validates the host name. Usually, DigiCert checks the CNAME record. If the host has an A
   * record instead, DigiCert fetches a file that Azure serves at the host name.
   */
  readonly validation: Validation;
}

/**
 * Makes Azure issue a certificate for a host name of an app, and binds the certificate. Does nothing if the host name
 * already has a certificate.
 *
 * @throws {Error} if Azure issues no certificate, usually because of a missing or wrong DNS record.
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
    throw new Error(`the app ${app} does not have the host name ${host}; deploy the platform first`);
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
    ...(tags === undefined ? {} : { tags }), // Azure policies may require tags
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

  // The patch replaces the whole list, so it must include the other host names of the app.
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
