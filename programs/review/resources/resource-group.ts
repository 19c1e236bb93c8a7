import { destructive, DOWN } from '../meaning/consequence';
import { noun } from '../meaning/resource';

export const RESOURCE_GROUP = noun(
  {
    'resource-group-destroyed': destructive(
      'The resource group is destroyed or replaced',
      'Service, database and vault go with it.',
      `${DOWN} All data is lost.`,
    ),
  },
  {
    azurerm_resource_group: {
      noun: 'resource group',
      shown: ['name', 'location'],
      destroyed: 'resource-group-destroyed',
    },
  },
);
