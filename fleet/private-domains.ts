import type { CloudConfig } from './model/cloud-options';

/** Domain of the host names of PostgreSQL servers, by cloud. */
export const DATABASE_DOMAINS: Readonly<Record<CloudConfig['environment'], string>> = {
  public: 'postgres.database.azure.com',
  usgovernment: 'postgres.database.usgovcloudapi.net',
  china: 'postgres.database.chinacloudapi.cn',
};

/** Private DNS zone for key vaults, by cloud. */
export const VAULT_ZONES: Readonly<Record<CloudConfig['environment'], string>> = {
  public: 'privatelink.vaultcore.azure.net',
  usgovernment: 'privatelink.vaultcore.usgovcloudapi.net',
  china: 'privatelink.vaultcore.azure.cn',
};
