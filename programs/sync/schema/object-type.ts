import type { MappingTable } from '../../../entra/attribute-mapping';

import type { ObjectMapping, SynchronizationSchema } from './synchronization-schema';

/** Users or groups. Each of the two types has its own mapping table and its own scoping filters. */
export type ObjectType = keyof MappingTable;

export const OBJECT_TYPES = ['users', 'groups'] as const satisfies readonly ObjectType[];

const NAMES = { users: 'User', groups: 'Group' } as const;

/**
 * Finds the object mapping that creates SCIM users or SCIM groups. Undefined if the schema has no such mapping.
 *
 * The mapping is recognized by its source and target objects. Its name and the name of its rule are not used, since
 * these names differ between templates and change over time.
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
