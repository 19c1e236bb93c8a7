import type { CloudConfig } from './model/cloud-options';

/** Domain of PostgreSQL servers in each cloud. */
export const DATABASE_DOMAINS: Readonly<Record<CloudConfig['environment'], string>> = {
  public: 'postgres.database.azure.com',
  usgovernment: 'postgres.database.usgovcloudapi.net',
  china: 'postgres.database.chinacloudapi.cn',
};
