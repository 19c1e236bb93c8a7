import type { PlatformFile } from '../model/platform';
import { refusalOf } from '../name-limits';
import {
  NAME_RULES,
  type Named,
  NAMED_RESOURCES,
  type NamedResource,
  patternOf,
  platformNames,
  wordsOf,
} from '../platform-names';
import type { Complaint } from '../yaml/complaint';
import type { Path, YamlFile } from '../yaml/yaml-file';

type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

/** Azure must accept every name derived from the platform's name. */
export const namesFit: Check = (file, platform) => {
  const flaw = platform.naming.pattern === undefined ? nameFlaw(platform) : undefined;
  return flaw === undefined ? [] : [file.complain(['name'], flaw)];
};

/**
 * The reason why Azure would refuse a name that is derived from the platform's name. It mentions only the strictest
 * limit. Undefined if all names are valid.
 */
export function nameFlaw({ name, location, naming }: Named): string | undefined {
  const [tightest] = NAMED_RESOURCES.filter((resource) => naming?.names[resource] === undefined)
    .map((resource) => ({ resource, room: NAME_RULES[resource].limit.most - NAME_RULES[resource].suffix.length }))
    .sort((a, b) => a.room - b.room);
  if (!tightest || name.length <= tightest.room) return undefined;
  const full = platformNames({ name, location })[tightest.resource];
  const refusal = refusalOf(full, NAME_RULES[tightest.resource].limit) ?? '';
  return `makes '${full}', which ${refusal}; shorten it to ${tightest.room} or fewer`;
}

/** Azure must accept every name that a pattern produces. */
export const patternsFit: Check = (file, platform) => {
  const names = platformNames(platform);
  return NAMED_RESOURCES.filter((resource) => placeOf(resource, platform)).flatMap((resource) => {
    const place = placeOf(resource, platform) ?? [];
    const pattern = patternOf(resource, platform);
    const known = Object.keys(wordsOf(resource, platform));
    const unknown = wordsIn(pattern).filter((word) => !known.includes(word));
    if (unknown.length > 0) {
      const remedy = `add it to naming.values, or use ${known.map((word) => `{${word}}`).join(', ')}`;
      return unknown.map((word) => file.complain(place, `contains '{${word}}', which has no value; ${remedy}`));
    }
    const { limit } = NAME_RULES[resource];
    const refusal = refusalOf(names[resource], limit);
    if (refusal === undefined) return [];
    const remedy =
      place[1] === 'names' ? 'change it' : `change it, or give this one a pattern: naming.names.${resource}`;
    return [file.complain(place, `makes '${names[resource]}', which ${refusal}; ${remedy}`)];
  });
};

/** Two resources of the same type must not have the same name. */
export const namesDiffer: Check = (file, platform) => {
  const names = platformNames(platform);
  return NAMED_RESOURCES.flatMap((resource, index) => {
    const first = NAMED_RESOURCES.slice(0, index).find(
      (other) => kindOf(other) === kindOf(resource) && names[other].toLowerCase() === names[resource].toLowerCase(),
    );
    const place = placeOf(resource, platform) ?? (first && placeOf(first, platform));
    if (first === undefined || place === undefined) return [];
    const message = `gives '${first}' and '${resource}' the same name, '${names[resource]}'; give one of them another: naming.names.${resource}`;
    return [file.complain(place, message)];
  });
};

/**
 * The file must not set a name for a resource that it identifies by id, because that resource already exists and has a
 * name.
 */
export const namesAreUsed: Check = (file, { naming, resourceGroupId, identities, monitoring }) => {
  const given: readonly [NamedResource, string | undefined, string][] = [
    ['resourceGroup', resourceGroupId, 'resourceGroupId'],
    ['runtimeIdentity', identities.runtimeId, 'identities.runtimeId'],
    ['migratorIdentity', identities.migratorId, 'identities.migratorId'],
    ['logs', monitoring.workspaceId, 'monitoring.workspaceId'],
  ];
  return given
    .filter(([resource, id]) => naming.names[resource] !== undefined && id !== undefined)
    .map(([resource, , option]) =>
      file.complain(['naming', 'names', resource], `has no effect beside ${option}, which has a name; remove it`),
    );
};

/** The words in `naming.values` must differ from the built-in placeholders. */
export const wordsAreFree: Check = (file, { naming }) =>
  Object.keys(naming.values)
    .filter((word) => ['type', 'name', 'location'].includes(word) || !/^\w+$/.test(word))
    .map((word) =>
      file.complainAboutKey(
        ['naming', 'values', word],
        'must be a word of letters and digits other than type, name and location, which stand for themselves',
      ),
    );

/** Path, in the file, of the pattern for a resource's name. Undefined if the file sets no pattern. */
function placeOf(resource: NamedResource, { naming }: PlatformFile): Path | undefined {
  if (naming.names[resource] !== undefined) return ['naming', 'names', resource];
  return naming.pattern === undefined ? undefined : ['naming', 'pattern'];
}

/** The words in braces in a pattern. */
function wordsIn(pattern: string): string[] {
  return [...pattern.matchAll(/\{([^}]*)\}/g)].map(([, word = '']) => word);
}

/** The type of a resource. A server and a cluster have the same type in Azure. */
function kindOf(resource: NamedResource): string {
  return NAME_RULES[resource].type;
}
