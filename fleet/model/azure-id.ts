import { z } from 'zod';

/** The parts of a resource's Azure id. */
export interface AzureId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;

  /** Name of the resource, or of the resource group if the id is that of one. */
  readonly name: string;
}

/** Splits an id that a schema has found valid. */
export function readAzureId(id: string): AzureId {
  const [, , subscriptionId = '', , resourceGroup = '', ...rest] = id.split('/');
  return { subscriptionId: subscriptionId.toLowerCase(), resourceGroup, name: rest.at(-1) ?? resourceGroup };
}

/** Id of a resource group. */
export const resourceGroupId = () => {
  const message = 'must be the id of a resource group: /subscriptions/…/resourceGroups/…';
  return z.string(message).regex(/^\/[sS]ubscriptions\/[^/]+\/[rR]esource[gG]roups\/[^/]+$/, message);
};
