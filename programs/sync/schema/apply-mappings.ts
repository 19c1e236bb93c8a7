import type { AttributeMapping } from '../../../entra/attribute-mapping';
import type { SyncSettings } from '../../../entra/sync-settings';

import { mappingSource } from './mapping-source';
import { graphTerms, sameTerms, wantedTerms } from './mapping-terms';
import { type ObjectType, objectMappingOf, OBJECT_TYPES } from './object-type';
import { withFilters } from './scope';
import type {
  AttributeMappingSource,
  GraphAttributeMapping,
  ObjectMapping,
  SynchronizationSchema,
} from './synchronization-schema';
import { withTargets } from './target-definition';

/** The settings that are part of a job's schema. */
export type DeclaredMappings = Pick<SyncSettings, 'mappings' | 'scopingFilters'>;

/** Parsed expressions as Graph returned them. The key is the unparsed expression. */
export type ReadExpressions = ReadonlyMap<string, AttributeMappingSource>;

/** Thrown if the mapping table does not fit the job's schema. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * Returns the schema with the declared mappings and scoping filters.
 *
 * Graph replaces a schema as a whole. So the rest of the schema is sent back unchanged: the order, unknown members, the
 * `id` of the target, and mappings that are already correct. New mappings are added at the end.
 *
 * @param read the parsed forms of all expressions from `unreadExpressions`.
 */
export function applyMappings(
  schema: SynchronizationSchema,
  declared: DeclaredMappings,
  read: ReadExpressions = new Map(),
): SynchronizationSchema {
  return OBJECT_TYPES.reduce((result, type) => applyTo(type, result, declared, read), schema);
}

/**
 * New or changed expressions that Graph must parse before they can be applied. These expressions contain functions
 * whose argument names are known only to Graph.
 */
export function unreadExpressions(schema: SynchronizationSchema, declared: DeclaredMappings): string[] {
  const changed = OBJECT_TYPES.flatMap((type) => {
    const found = mappingsByTarget(objectMappingOf(schema, type));
    return declared.mappings[type].filter((mapping) => !isSaidBy(mapping, found.get(mapping.target)));
  });
  return [...new Set(changed.map(({ source }) => source).filter((source) => !mappingSource(source)))];
}

function applyTo(
  type: ObjectType,
  schema: SynchronizationSchema,
  { mappings, scopingFilters }: DeclaredMappings,
  read: ReadExpressions,
): SynchronizationSchema {
  const table = mappings[type];
  const objectMapping = objectMappingOf(schema, type);
  if (!objectMapping) {
    if (table.length === 0) return schema;
    throw new SchemaError(`the job has no mapping of ${type}: it was created from a template other than 'scim'`);
  }
  const changed: ObjectMapping =
    table.length === 0
      ? { ...objectMapping, enabled: false }
      : {
          ...objectMapping,
          enabled: true,
          scope: withFilters(objectMapping.scope, scopingFilters[type]),
          attributeMappings: attributeMappings(objectMapping, table, read),
        };
  return replaced(schema, objectMapping, changed);
}

/** Returns the schema with a changed object mapping and with all target attributes that the mapping needs. */
function replaced(
  schema: SynchronizationSchema,
  objectMapping: ObjectMapping,
  changed: ObjectMapping,
): SynchronizationSchema {
  const rule = schema.synchronizationRules.find(({ objectMappings }) => objectMappings.includes(objectMapping));
  const targets = changed.attributeMappings.map(({ targetAttributeName }) => targetAttributeName);
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((one) => ({
      ...one,
      objectMappings: one.objectMappings.map((mapping) => (mapping === objectMapping ? changed : mapping)),
    })),
    directories: schema.directories.map((directory) =>
      directory.name === rule?.targetDirectoryName
        ? withTargets(directory, changed.targetObjectName, targets)
        : directory,
    ),
  };
}

function attributeMappings(
  objectMapping: ObjectMapping,
  table: readonly AttributeMapping[],
  read: ReadExpressions,
): GraphAttributeMapping[] {
  const wanted = new Map(table.map((mapping) => [mapping.target, mapping]));
  const found = mappingsByTarget(objectMapping);
  return [
    ...objectMapping.attributeMappings.flatMap((mapping) => {
      const change = wanted.get(mapping.targetAttributeName);
      return change ? [isSaidBy(change, mapping) ? mapping : graphMapping(change, read, mapping)] : [];
    }),
    ...table.filter(({ target }) => !found.has(target)).map((mapping) => graphMapping(mapping, read)),
  ];
}

function graphMapping(
  mapping: AttributeMapping,
  read: ReadExpressions,
  existing?: GraphAttributeMapping,
): GraphAttributeMapping {
  const { expression, ...terms } = wantedTerms(mapping);
  const source = mappingSource(expression) ?? read.get(expression);
  if (!source) throw new SchemaError(`Graph has not parsed the expression '${expression}' yet`);
  return {
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    ...existing,
    ...terms,
    targetAttributeName: mapping.target,
    source,
  };
}

function mappingsByTarget(objectMapping: ObjectMapping | undefined): Map<string, GraphAttributeMapping> {
  return new Map(objectMapping?.attributeMappings.map((mapping) => [mapping.targetAttributeName, mapping]));
}

function isSaidBy(mapping: AttributeMapping, existing: GraphAttributeMapping | undefined): boolean {
  return existing !== undefined && sameTerms(wantedTerms(mapping), graphTerms(existing));
}
