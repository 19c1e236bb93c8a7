import { z } from 'zod';

import { defaultsSchema } from '../defaults';
import { platformFileSchema } from '../load-config';
import { roleCatalogueSchema } from '../role-catalogue';
import { tenantSchema } from '../tenant';

/** A JSON Schema for editors and the file that holds it. */
export interface SchemaFile {
  /** Name of the file in `schemas/`. */
  readonly name: string;
  readonly text: string;
}

/**
 * One JSON Schema per kind of file, made from what the loader itself checks.
 *
 * A key that other files may bring along, included ones or the defaults, is not required by the schema: the loader
 * complains when it is missing in the end. What shows only when values are compared, it finds alone, too.
 */
export function jsonSchemas(): SchemaFile[] {
  return [
    schemaFile('platform', 'The Azure side that all tenants share', platformFileSchema, []),
    schemaFile('tenant', 'One Entra tenant that provisions', tenantSchema, ['slug']),
    schemaFile('defaults', 'What tenants share', defaultsSchema, []),
    schemaFile('role-catalogue', 'Roles that several tenants share', roleCatalogueSchema, []),
  ];
}

function schemaFile(kind: string, title: string, schema: z.ZodType, required: readonly string[]): SchemaFile {
  const { $schema, required: _, ...open } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return {
    name: `${kind}.schema.json`,
    text: `${JSON.stringify({ $schema, title, ...open, ...(required.length > 0 ? { required } : {}) }, undefined, 2)}\n`,
  };
}
