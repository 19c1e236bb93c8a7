import { type RequestHandler, Router } from 'express';

import type { AccessTokens, Reach, TokenFlaw } from '../access-tokens';

import { checkApiVersion, isKnownType } from './api-versions';
import { AzureRefusal } from './azure-refusal';
import type { Resource } from './deployed-resources';

export interface ResourceManagerProps {
  readonly subscriptionId: string;

  /** Resources that exist in Azure. */
  readonly resources: readonly Resource[];
  readonly tokens: AccessTokens;

  /** Audience and directory of the tokens that are accepted. */
  readonly reach: Reach;
}

/** A read-only Azure Resource Manager, with the endpoints that the provider and its data sources use. */
export function resourceManager({ subscriptionId, resources, tokens, reach }: ResourceManagerProps): Router {
  const router = Router();

  const guard: RequestHandler = (req, _res, next) => {
    const flaw = tokens.flaw(req.get('authorization'), reach);
    if (flaw) throw refusal(flaw, reach);
    next();
  };
  router.use('/subscriptions', guard);

  router.use('/subscriptions/:subscription', (req, _res, next) => {
    const { subscription } = req.params;
    if (!same(subscription, subscriptionId)) {
      throw new AzureRefusal(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
    }
    next();
  });

  router.get('/subscriptions/:subscription/providers', (req, res) => {
    checkApiVersion('Microsoft.Resources/providers', req.query['api-version']);
    const namespaces = new Set(resources.map(({ type }) => type.split('/')[0]));
    res.json({ value: [...namespaces].map((namespace) => ({ namespace, registrationState: 'Registered' })) });
  });

  router.get('/subscriptions/:subscription/providers/:namespace/:type', (req, res, next) => {
    const type = `${req.params.namespace}/${req.params.type}`;
    if (!isKnownType(type)) {
      next();
      return;
    }
    checkApiVersion(type, req.query['api-version']);
    res.json({ value: resources.filter((resource) => same(resource.type, type)) });
  });

  router.get(
    '/subscriptions/:subscription/resourceGroups/:group/providers/:namespace/:type/:name',
    (req, res, next) => {
      const { group, namespace, type: last, name } = req.params;
      const type = `${namespace}/${last}`;
      if (!isKnownType(type)) {
        next();
        return;
      }
      checkApiVersion(type, req.query['api-version']);
      const inGroup = resources.filter(({ id }) => same(id.split('/')[4] ?? '', group));
      if (inGroup.length === 0) {
        throw new AzureRefusal(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
      }
      const found = inGroup.find((resource) => same(resource.type, type) && same(resource.name, name));
      if (!found) {
        const what = `The Resource '${type}/${name}' under resource group '${group}' was not found.`;
        throw new AzureRefusal(404, 'ResourceNotFound', what);
      }
      res.json(found);
    },
  );

  return router;
}

function refusal(flaw: TokenFlaw, { audience, directoryId }: Reach): AzureRefusal {
  switch (flaw.kind) {
    case 'missing':
      return new AzureRefusal(
        401,
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
      );
    case 'unknown':
      return new AzureRefusal(401, 'InvalidAuthenticationToken', 'The access token is invalid.');
    case 'audience':
      return new AzureRefusal(
        401,
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource '${flaw.found}'. It should exactly match ` +
          `with one of the allowed audiences '${audience}'.`,
      );
    case 'directory':
      return new AzureRefusal(
        401,
        'InvalidAuthenticationTokenTenant',
        `The access token is from the wrong issuer '${flaw.found}'. It must match the tenant '${directoryId}' ` +
          'associated with this subscription.',
      );
  }
}

/** Whether two names or types are the same to Azure, which ignores case. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
