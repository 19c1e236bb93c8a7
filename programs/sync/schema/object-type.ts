import type { MappingTable } from '../../../entra/attribute-mapping';

import type { ObjectMapping, SynchronizationSchema } from './synchronization-schema';

/** Users or groups: mapping tables and scoping filters are separate for each. */
export type ObjectType = keyof MappingTable;

export const OBJECT_TYPES = ['users', 'groups'] as const satisfies readonly ObjectType[];

const NAMES = { users: 'User', groups: 'Group' } as const;

/**
 * The mapping that makes SCIM users, or SCIM groups. Undefined when the schema has none.
 *
 * Recognized by its source and target objects, since the names of rules and mappings differ between templates and
 * change over time.
 */
export function objectMappingOf(schema: SynchronizationSchema, type: ObjectType): ObjectMapping | undefined {
  const name = NAMES[type];
  return schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(
      ({ sourceObjectName, targetObjectName }) =>
        sourceObjectName === name && (targetObjectName === name || targetObjectName.endsWith(`:${name}`)),
    );
}
