import { z } from 'zod';

/** The parts of a resource's Azure id. */
export interface AzureId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;

  /** Name of the resource. If the id belongs to a resource group, this is the name of the group. */
  readonly name: string;
}

/** Splits an id into its parts. The id must already have been validated by a schema. */
export function readAzureId(id: string): AzureId {
  const [, , subscriptionId = '', , resourceGroup = '', ...rest] = id.split('/');
  return { subscriptionId: subscriptionId.toLowerCase(), resourceGroup, name: rest.at(-1) ?? resourceGroup };
}

/** Id of a resource group. */
export const resourceGroupId = () => {
  const message = 'must be the id of a resource group: /subscriptions/…/resourceGroups/…';
  return z.string(message).regex(/^\/[sS]ubscriptions\/[^/]+\/[rR]esource[gG]roups\/[^/]+$/, message);
};
