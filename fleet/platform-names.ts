import { readAzureId } from './model/azure-id';
import type { PlatformConfig } from './model/platform';

/** Azure names that follow from the platform's name, so that a tenant's stack finds what the platform's stack made. */
export interface PlatformNames {
  readonly resourceGroup: string;
  readonly logs: string;
  readonly environment: string;

  /** Where Azure keeps what the environment is made of. */
  readonly environmentResourceGroup: string;
  readonly app: string;
  readonly migrationJob: string;
  readonly vault: string;
  readonly database: string;
  readonly cluster: string;
  readonly runtimeIdentity: string;
  readonly migratorIdentity: string;
  readonly actionGroup: string;
}

/** What follows the platform's name, what the name is for, and how many characters Azure allows it. */
const NAMES: Readonly<Record<keyof PlatformNames, { suffix: string; what: string; most: number }>> = {
  resourceGroup: { suffix: '', what: 'a resource group', most: 90 },
  logs: { suffix: '-logs', what: 'a Log Analytics workspace', most: 63 },
  environment: { suffix: '-apps', what: 'a Container Apps environment', most: 60 },
  environmentResourceGroup: { suffix: '-apps-managed', what: 'a resource group', most: 90 },
  app: { suffix: '', what: 'a container app', most: 32 },
  migrationJob: { suffix: '-migrate', what: 'a container app job', most: 32 },
  vault: { suffix: '-kv', what: 'a key vault', most: 24 },
  database: { suffix: '-db', what: 'a PostgreSQL server', most: 63 },
  cluster: { suffix: '-cluster', what: 'a PostgreSQL cluster', most: 63 },
  runtimeIdentity: { suffix: '-runtime', what: 'a managed identity', most: 128 },
  migratorIdentity: { suffix: '-migrator', what: 'a managed identity', most: 128 },
  actionGroup: { suffix: '-operators', what: 'an action group', most: 260 },
};

/** What a platform says that has to do with names. */
export type Named = Pick<PlatformConfig, 'name' | 'resourceGroupId'>;

export function platformNames({ name, resourceGroupId }: Named): PlatformNames {
  const entries = Object.entries(NAMES).map(([key, { suffix }]) => [key, `${name}${suffix}`]);
  const names = Object.fromEntries(entries) as PlatformNames;
  return resourceGroupId === undefined ? names : { ...names, resourceGroup: readAzureId(resourceGroupId).name };
}

/** Why Azure would refuse a name that follows from the platform's: the one with the least room. Undefined when all fit. */
export function nameFlaw(name: string): string | undefined {
  const [tightest] = Object.values(NAMES)
    .map((entry) => ({ ...entry, full: `${name}${entry.suffix}`, room: entry.most - entry.suffix.length }))
    .sort((a, b) => a.room - b.room);
  if (!tightest || name.length <= tightest.room) return undefined;
  const { full, what, most, room } = tightest;
  return `makes '${full}', which has ${full.length} characters where Azure allows ${what} ${most}; shorten it to ${room} or fewer`;
}
