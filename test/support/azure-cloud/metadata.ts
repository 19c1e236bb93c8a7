import { Router } from 'express';

import type { Cloud } from '../../../microsoft/cloud';

/**
 * The metadata document with which the providers and the sync step find a cloud. `tenant` and `identityProvider` show
 * the azurerm provider that the cloud is not an Azure Stack, which it would refuse.
 */
export function metadata({ authority, graph, resourceManager, vaultSuffix }: Cloud): Router {
  const router = Router();
  // The azurerm provider requests `//metadata/endpoints`, with two slashes.
  router.get(/^\/+metadata\/endpoints$/, (_req, res) => {
    res.json({
      name: 'StandIn',
      resourceManager,
      microsoftGraphResourceId: `${graph}/`,
      authentication: {
        loginEndpoint: authority,
        audiences: [resourceManager],
        tenant: 'common',
        identityProvider: 'AAD',
      },
      suffixes: { keyVaultDns: vaultSuffix, storage: `storage.${new URL(graph).host}` },
    });
  });
  return router;
}
