import { Router } from 'express';

import type { Cloud } from '../../../microsoft/cloud';

/**
 * The document with which the providers and the sync step find a cloud. From `tenant` and `identityProvider` the
 * azurerm provider sees that it is not an Azure Stack, which it would refuse.
 */
export function metadata({ authority, graph, resourceManager, vaultSuffix }: Cloud): Router {
  const router = Router();
  // The azurerm provider asks for `//metadata/endpoints`.
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
