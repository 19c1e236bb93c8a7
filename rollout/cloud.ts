/** Where the parts of a cloud are that a rollout talks to. */
export interface Cloud {
  /** Origin that tokens come from. */
  readonly authority: string;

  /** Origin of Azure Resource Manager. */
  readonly resourceManager: string;
}

/** Microsoft's clouds by the names that the azurerm provider has for them. */
export const CLOUDS: Readonly<Record<string, Cloud>> = {
  public: { authority: 'https://login.microsoftonline.com', resourceManager: 'https://management.azure.com' },
  usgovernment: {
    authority: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net',
  },
  china: { authority: 'https://login.chinacloudapi.cn', resourceManager: 'https://management.chinacloudapi.cn' },
};

/** A cloud as the host describes it that the providers ask too. */
export async function readCloud(metadataHost: string): Promise<Cloud> {
  const url = `https://${metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`no cloud is described at ${url}: it answered ${response.status}`);
  const { authentication, resourceManager } = (await response.json()) as {
    authentication: { loginEndpoint: string };
    resourceManager: string;
  };
  return { authority: new URL(authentication.loginEndpoint).origin, resourceManager: new URL(resourceManager).origin };
}
