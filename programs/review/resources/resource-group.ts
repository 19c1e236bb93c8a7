import { DOWN } from '../meaning/consequence';
import { noun } from '../meaning/resource';

export const RESOURCE_GROUP = noun(
  {
    'resource-group-destroyed': {
      class: 'destructive',
      title: 'The resource group is destroyed or replaced',
      reason: 'Service, database and vault go with it.',
      next: `${DOWN} All data is lost.`,
    },
  },
  {
    azurerm_resource_group: {
      noun: 'resource group',
      label: 'name',
      shown: ['name', 'location'],
      destroyed: 'resource-group-destroyed',
    },
  },
);
