import { AzureRefusal } from './azure-refusal';

/** Stable API versions of each type. Azure refuses any other version, with a list of these. */
const API_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.resources/providers': ['2019-10-01', '2020-06-01', '2020-10-01', '2021-04-01', '2022-09-01', '2024-03-01'],
  'microsoft.keyvault/vaults': ['2019-09-01', '2021-10-01', '2022-07-01', '2023-02-01', '2023-07-01', '2024-11-01'],
  'microsoft.app/managedenvironments': ['2022-03-01', '2023-05-01', '2024-03-01', '2025-01-01', '2025-07-01'],
  'microsoft.operationalinsights/workspaces': ['2020-08-01', '2020-10-01', '2021-06-01', '2022-10-01', '2023-09-01'],
};

/** Whether the stand-in has resources of this type. */
export function isKnownType(type: string): boolean {
  return type.toLowerCase() in API_VERSIONS;
}

/** @throws {AzureRefusal} when a request gives no API version, or one that does not exist for the type. */
export function checkApiVersion(type: string, version: unknown): void {
  if (typeof version !== 'string') {
    throw new AzureRefusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const versions = API_VERSIONS[type.toLowerCase()] ?? [];
  if (versions.includes(version)) return;
  throw new AzureRefusal(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for API version '${version}' for type '${type}'. ` +
      `The supported api-versions are '${versions.join(', ')}'.`,
  );
}
