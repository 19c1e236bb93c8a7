/**
 * Names of Azure's regions in all clouds (`az account list-locations --query [].name`). Azure opens new regions, so a
 * name that is not in this list may still be right.
 */
export const AZURE_REGIONS: readonly string[] = [
  ...['australiacentral', 'australiacentral2', 'australiaeast', 'australiasoutheast', 'austriaeast', 'belgiumcentral'],
  ...['brazilsouth', 'brazilsoutheast', 'canadacentral', 'canadaeast', 'centralindia', 'centralus', 'chilecentral'],
  ...['denmarkeast', 'eastasia', 'eastus', 'eastus2', 'francecentral', 'francesouth', 'germanynorth'],
  ...['germanywestcentral', 'indonesiacentral', 'israelcentral', 'italynorth', 'japaneast', 'japanwest'],
  ...['jioindiacentral', 'jioindiawest', 'koreacentral', 'koreasouth', 'malaysiawest', 'mexicocentral'],
  ...['newzealandnorth', 'northcentralus', 'northeurope', 'norwayeast', 'norwaywest', 'polandcentral', 'qatarcentral'],
  ...['southafricanorth', 'southafricawest', 'southcentralus', 'southeastasia', 'southindia', 'spaincentral'],
  ...['swedencentral', 'swedensouth', 'switzerlandnorth', 'switzerlandwest', 'uaecentral', 'uaenorth', 'uksouth'],
  ...['ukwest', 'westcentralus', 'westeurope', 'westindia', 'westus', 'westus2', 'westus3'],
  // Azure Government
  ...['usdodcentral', 'usdodeast', 'usgovarizona', 'usgovtexas', 'usgovvirginia'],
  // Azure operated by 21Vianet
  ...['chinaeast', 'chinaeast2', 'chinaeast3', 'chinanorth', 'chinanorth2', 'chinanorth3'],
];
