import { AUTHORITIES } from './azure/authorities';

/** Addresses of the services of one of Microsoft's clouds. */
export interface Cloud {
  /** Origin of the authority that issues tokens, for example `https://login.microsoftonline.com`. */
  readonly authority: string;

  /** Origin of Microsoft Graph. */
  readonly graph: string;

  /** Origin of Azure Resource Manager. */
  readonly resourceManager: string;

  /** Domain of all key vaults, for example `vault.azure.net`. */
  readonly vaultSuffix: string;
}

const PUBLIC: Cloud = {
  authority: AUTHORITIES.public,
  graph: 'https://graph.microsoft.com',
  resourceManager: 'https://management.azure.com',
  vaultSuffix: 'vault.azure.net',
};
const US_GOVERNMENT: Cloud = {
  authority: AUTHORITIES.usgovernment,
  graph: 'https://graph.microsoft.us',
  resourceManager: 'https://management.usgovcloudapi.net',
  vaultSuffix: 'vault.usgovcloudapi.net',
};
const US_DEFENSE: Cloud = { ...US_GOVERNMENT, graph: 'https://dod-graph.microsoft.us' };
const CHINA: Cloud = {
  authority: AUTHORITIES.china,
  graph: 'https://microsoftgraph.chinacloudapi.cn',
  resourceManager: 'https://management.chinacloudapi.cn',
  vaultSuffix: 'vault.azure.cn',
};

/** Microsoft's clouds, by the names that the azuread provider accepts in `ARM_ENVIRONMENT`. */
export const CLOUDS = {
  public: PUBLIC,
  global: PUBLIC,
  usgovernment: US_GOVERNMENT,
  usgovernmentl4: US_GOVERNMENT,
  usgovernmentl5: US_DEFENSE,
  dod: US_DEFENSE,
  china: CHINA,
} as const satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof CLOUDS;

/**
 * The metadata document that describes a cloud. It is needed for a private cloud, such as Azure Stack or a test server.
 * Terraform's providers read the same document.
 */
interface Metadata {
  readonly resourceManager: string;
  readonly microsoftGraphResourceId: string;
  readonly authentication: { readonly loginEndpoint: string };
  readonly suffixes: { readonly keyVaultDns: string };
}

/** Reads the description of a cloud from its metadata host. */
export async function readCloud(host: string): Promise<Cloud> {
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const { authentication, microsoftGraphResourceId, resourceManager, suffixes } = (await response.json()) as Metadata;
    return {
      authority: new URL(authentication.loginEndpoint).origin,
      graph: new URL(microsoftGraphResourceId).origin,
      resourceManager: new URL(resourceManager).origin,
      vaultSuffix: suffixes.keyVaultDns,
    };
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`cannot read the description of a cloud from ${url}: ${reason}; check the metadata host`, {
      cause: error,
    });
  }
}
