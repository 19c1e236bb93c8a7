import type { DeclaredMappings } from './apply-mappings';
import { describeTerms, graphTerms, sameTerms, wantedTerms } from './mapping-terms';
import { OBJECT_TYPES, type ObjectType, objectMappingOf } from './object-type';
import { describeFilters, describeScope, sameFilters } from './scope';
import type { ObjectMapping, SynchronizationSchema } from './synchronization-schema';

/** A difference between a job's schema and the mapping table. */
export interface MappingDifference {
  readonly type: ObjectType;

  /** Target attribute. Undefined if the difference concerns the whole object type. */
  readonly target?: string;

  /** The declared value and the value in Graph, in a few words. Undefined if there is no value. */
  readonly declared: string | undefined;
  readonly found: string | undefined;
}

/**
 * All differences between a job's schema and the declared mappings. After `applyMappings`, there are no differences.
 */
export function mappingDifferences(schema: SynchronizationSchema, declared: DeclaredMappings): MappingDifference[] {
  return OBJECT_TYPES.flatMap((type) => differencesOf(type, objectMappingOf(schema, type), declared));
}

function differencesOf(
  type: ObjectType,
  objectMapping: ObjectMapping | undefined,
  { mappings, scopingFilters }: DeclaredMappings,
): MappingDifference[] {
  const declared = mappings[type].length > 0 ? 'provisioned' : 'not provisioned';
  const found = objectMapping?.enabled === true ? 'provisioned' : 'not provisioned';
  if (declared !== found) return [{ type, declared, found }];
  if (!objectMapping || mappings[type].length === 0) return [];

  const existing = new Map(objectMapping.attributeMappings.map((one) => [one.targetAttributeName, graphTerms(one)]));
  const wanted = new Map(mappings[type].map((mapping) => [mapping.target, wantedTerms(mapping)]));
  const targets = [...new Set([...existing.keys(), ...wanted.keys()])];
  return [
    ...targets.flatMap((target) => {
      const [one, other] = [wanted.get(target), existing.get(target)];
      if (one && other && sameTerms(one, other)) return [];
      return [{ type, target, declared: one && describeTerms(one), found: other && describeTerms(other) }];
    }),
    ...(sameFilters(objectMapping.scope, scopingFilters[type])
      ? []
      : [{ type, declared: describeFilters(scopingFilters[type]), found: describeScope(objectMapping.scope) }]),
  ];
}
