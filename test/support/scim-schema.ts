import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { objectMappingOf, type ObjectType } from '../../programs/sync/schema/object-type';
import type { GraphAttributeMapping, SynchronizationSchema } from '../../programs/sync/schema/synchronization-schema';

/** The schema of a new job of the template `scim`, with Entra's default mappings. Each call returns a new copy. */
export function templateSchema(): SynchronizationSchema {
  return JSON.parse(
    readFileSync(join(__dirname, '../programs/sync/scim-schema.json'), 'utf8'),
  ) as SynchronizationSchema;
}

export function mappingsOf(schema: SynchronizationSchema, type: ObjectType): readonly GraphAttributeMapping[] {
  return objectMappingOf(schema, type)?.attributeMappings ?? [];
}

export function mappingTo(schema: SynchronizationSchema, target: string): GraphAttributeMapping | undefined {
  return mappingsOf(schema, 'users').find(({ targetAttributeName }) => targetAttributeName === target);
}

/** Names of the attributes that the target directory lists for users. */
export function targetAttributes(schema: SynchronizationSchema): string[] {
  const object = objectMappingOf(schema, 'users')?.targetObjectName;
  return schema.directories
    .flatMap(({ objects }) => objects)
    .filter(({ name }) => name === object)
    .flatMap(({ attributes }) => attributes.map(({ name }) => name));
}
