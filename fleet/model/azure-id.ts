import { z } from 'zod';

/** Where a resource is, as its Azure id tells. */
export interface AzureId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;

  /** Name of the resource, or of the resource group when the id is one. */
  readonly name: string;
}

/** Takes apart an id that a schema has found sound. */
export function readAzureId(id: string): AzureId {
  const [, , subscriptionId = '', , resourceGroup = '', ...rest] = id.split('/');
  return { subscriptionId: subscriptionId.toLowerCase(), resourceGroup, name: rest.at(-1) ?? resourceGroup };
}

/** Id of a resource group. */
export const resourceGroupId = () => {
  const message = 'must be the id of a resource group: /subscriptions/…/resourceGroups/…';
  return z.string(message).regex(/^\/[sS]ubscriptions\/[^/]+\/[rR]esource[gG]roups\/[^/]+$/, message);
};
