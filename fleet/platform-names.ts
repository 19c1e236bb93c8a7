import type { z } from 'zod';

import { readAzureId } from './model/azure-id';
import type { namingOptions } from './model/naming-options';
import { NAME_LIMITS, type NameLimit } from './name-limits';

/** The rule by which a resource gets its name. */
interface NameRule {
  /** Suffix after the platform's name. Used if the platform's file sets no names. */
  readonly suffix: string;

  /**
   * Abbreviation that replaces `{type}` in a pattern for names. Source:
   * https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
   */
  readonly type: string;

  /**
   * Suffix that is added to a name made from a pattern. Needed if the platform has several resources of the same type.
   */
  readonly part?: string;
  readonly limit: NameLimit;
}

const L = NAME_LIMITS;

/**
 * The naming rule of each Azure resource. A suffix never changes, since an upgrade must not rename existing resources.
 */
export const NAME_RULES = {
  resourceGroup: { suffix: '', type: 'rg', limit: L.resourceGroup },
  logs: { suffix: '-logs', type: 'log', limit: L.workspace },
  environment: { suffix: '-apps', type: 'cae', limit: L.environment },
  /** Resource group in which Azure keeps the environment's own resources. */
  environmentResourceGroup: { suffix: '-apps-managed', type: 'rg', part: 'apps', limit: L.resourceGroup },
  app: { suffix: '', type: 'ca', limit: L.app },
  migrationJob: { suffix: '-migrate', type: 'caj', limit: L.job },
  vault: { suffix: '-kv', type: 'kv', limit: L.vault },
  vaultEndpoint: { suffix: '-kv-endpoint', type: 'pep', part: 'vault', limit: L.endpoint },
  database: { suffix: '-db', type: 'psql', limit: L.server },
  cluster: { suffix: '-cluster', type: 'psql', part: 'cluster', limit: L.cluster },
  clusterEndpoint: { suffix: '-cluster-endpoint', type: 'pep', part: 'cluster', limit: L.endpoint },
  runtimeIdentity: { suffix: '-runtime', type: 'id', part: 'runtime', limit: L.identity },
  migratorIdentity: { suffix: '-migrator', type: 'id', part: 'migrator', limit: L.identity },
  actionGroup: { suffix: '-operators', type: 'ag', limit: L.actionGroup },
  network: { suffix: '-network', type: 'vnet', limit: L.network },
} as const satisfies Record<string, NameRule>;

/** A resource for which a name can be set. */
export type NamedResource = keyof typeof NAME_RULES;

/**
 * Names of the platform's resources in Azure. They are derived from the platform's file, so a tenant's stack can find
 * the resources that the platform's stack created.
 */
export type PlatformNames = Readonly<Record<NamedResource, string>>;

/** The options of a platform that concern names. */
export interface Named {
  readonly name: string;
  readonly location: string;
  readonly naming?: z.output<typeof namingOptions>;
  readonly resourceGroupId?: string | undefined;
}

export const NAMED_RESOURCES = Object.keys(NAME_RULES) as NamedResource[];

export function platformNames(platform: Named): PlatformNames {
  const names = Object.fromEntries(
    NAMED_RESOURCES.map((resource) => [resource, expand(patternOf(resource, platform), resource, platform)]),
  ) as PlatformNames;
  const { resourceGroupId } = platform;
  return resourceGroupId === undefined ? names : { ...names, resourceGroup: readAzureId(resourceGroupId).name };
}

/** The words that a pattern may contain in braces, with their values. */
export function wordsOf(resource: NamedResource, { name, location, naming }: Named): Readonly<Record<string, string>> {
  return { ...naming?.values, type: NAME_RULES[resource].type, name, location };
}

/**
 * The pattern for a resource's name. If the file sets a pattern for this resource, that pattern applies. Otherwise, the
 * file's pattern for all resources applies or, if there is none, the built-in pattern.
 */
export function patternOf(resource: NamedResource, { naming }: Named): string {
  const { suffix, part }: NameRule = NAME_RULES[resource];
  const own = naming?.names[resource];
  if (own !== undefined) return own;
  if (naming?.pattern === undefined) return `{name}${suffix}`;
  return part === undefined ? naming.pattern : `${naming.pattern}-${part}`;
}

function expand(pattern: string, resource: NamedResource, platform: Named): string {
  const words = wordsOf(resource, platform);
  return pattern.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}
