import { destructive, DOWN, risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';

export const RESOURCE_GROUP = noun(
  {
    'resource-group-destroyed': destructive(
      'The resource group is destroyed or replaced',
      'Service, database and vault are removed with it.',
      `${DOWN} All data is lost.`,
    ),
    'resource-group-forgotten': risky(
      'The resource group is forgotten',
      'Terraform no longer manages it. It stays in Azure, and nothing in it is deleted.',
      'Nothing changes.',
    ),
  },
  {
    azurerm_resource_group: {
      noun: 'resource group',
      shown: ['name', 'location'],
      destroyed: 'resource-group-destroyed',
      forgotten: 'resource-group-forgotten',
    },
  },
);
