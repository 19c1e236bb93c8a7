import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { parse } from 'yaml';

import type { Cloud } from '../../../microsoft/cloud';
import type { AccessTokens } from '../access-tokens';
import { PLATFORM } from '../config-folder';
import { listen } from '../listen';
import type { TestCertificate } from '../test-certificate';

import { AzureRefusal } from './azure-refusal';
import { type DeployedPlatform, deployedResources } from './deployed-resources';
import { keyVault } from './key-vault';
import { metadata } from './metadata';
import { resourceManager } from './resource-manager';

/**
 * Stand-ins for Azure Resource Manager and the key vault of a deployed platform, on this machine.
 *
 * Each has its own port, so that a token for one is not valid for the other. The suffix of all vaults is the host and
 * port of this vault, because not every machine resolves `<vault>.localhost`, and the provider uses the URL that Azure
 * returns.
 */
export interface AzureCloud extends AsyncDisposable {
  readonly platform: DeployedPlatform;

  /** The addresses, as in the metadata. */
  readonly cloud: Cloud;

  /** URL of the key vault, ending in a slash. */
  readonly vaultUrl: string;

  /** Secrets of the key vault, by name. */
  readonly secrets: Map<string, string>;
}

export interface AzureCloudOptions {
  /** @default - the platform of the valid configuration. */
  readonly platform?: DeployedPlatform;

  /**
   * Domain of the environment that the service runs in.
   *
   * @default {@link DEFAULT_DOMAIN}
   */
  readonly defaultDomain?: string;

  /** Certificate for TLS. Without one, the stand-in serves plain HTTP. */
  readonly tls?: TestCertificate;
}

export interface Neighbours {
  /** Origin of the stand-ins for Graph and for sign-in. */
  readonly graph: string;
  readonly tokens: AccessTokens;

  /** Receives the method and path of each request that has no route. */
  readonly unknown: string[];
}

export const DEFAULT_DOMAIN = 'proudhill-1a2b3c4d.westeurope.azurecontainerapps.io';

export async function startAzure(
  { graph, tokens, unknown }: Neighbours,
  { platform = parse(PLATFORM) as DeployedPlatform, defaultDomain = DEFAULT_DOMAIN, tls }: AzureCloudOptions,
): Promise<AzureCloud> {
  const [managerApp, vaultApp] = [express(), express()];
  const [manager, vault] = [await listen(managerApp, tls), await listen(vaultApp, tls)];
  const { hostTenantId: directoryId, subscriptionId } = platform;
  const cloud: Cloud = {
    authority: graph,
    graph,
    resourceManager: manager.url,
    vaultSuffix: new URL(vault.url).host,
  };
  const vaultUrl = `${vault.url}/`;
  const secrets = new Map<string, string>();

  const refuseUnknown: RequestHandler = (req) => {
    unknown.push(`${req.method} ${req.path}`);
    throw new AzureRefusal(404, 'NotFound', `There is no route for ${req.path}.`);
  };
  const resources = deployedResources(platform, { vaultUrl, defaultDomain });
  const managerReach = { audience: manager.url, directoryId };
  const vaultReach = { audience: vault.url, directoryId };
  managerApp.use(
    metadata(cloud),
    resourceManager({ subscriptionId, resources, tokens, reach: managerReach }),
    refuseUnknown,
    tellRefusal,
  );
  vaultApp.use(
    keyVault({ url: vaultUrl, secrets, authority: graph, tokens, reach: vaultReach }),
    refuseUnknown,
    tellRefusal,
  );

  return {
    platform,
    cloud,
    vaultUrl,
    secrets,
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await vault[Symbol.asyncDispose]();
    },
  };
}

// Express recognizes an error handler by its four parameters.
// eslint-disable-next-line @typescript-eslint/no-unused-vars
const tellRefusal: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  const { status, code, message, headers } =
    error instanceof AzureRefusal ? error : new AzureRefusal(500, 'InternalServerError', String(error));
  res.set(headers).status(status).json({ error: { code, message } });
};
