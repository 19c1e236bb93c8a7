import { z } from 'zod';

import { defaultsSchema } from '../model/defaults';
import { platformSchema } from '../model/platform';
import { policySchema } from '../model/policy';
import { roleCatalogueSchema } from '../model/role-catalogue';
import { tenantSchema } from '../model/tenant';

import { asLayer, type JsonSchema } from './layer-schema';

/** A file with a JSON Schema, which editors use. */
export interface SchemaFile {
  /** Name of the file in `schemas/`. */
  readonly name: string;
  readonly text: string;
}

/**
 * One JSON Schema per kind of file, generated from the loader's own schemas.
 *
 * A schema does not require keys that an included file or the defaults may supply. The loader complains if such a key
 * is missing from all files. Rules that involve several values are checked only by the loader.
 */
export function jsonSchemas(): SchemaFile[] {
  return [
    schemaFile('platform', 'The Azure side that all tenants share', asLayer(inputOf(platformSchema))),
    schemaFile('tenant', 'One Entra tenant that provisions', { ...asLayer(inputOf(tenantSchema)), required: ['slug'] }),
    schemaFile('defaults', 'What tenants share', asLayer(inputOf(defaultsSchema))),
    schemaFile('role-catalogue', 'Roles that several tenants share', inputOf(roleCatalogueSchema)),
    schemaFile('policy', 'What a reviewed plan may do', inputOf(policySchema)),
  ];
}

/**
 * Two invalid values, used to obtain a key's error messages: a value of the wrong type, and a string that matches no
 * pattern.
 */
const UNSOUND = { errorMessage: Symbol(), patternErrorMessage: '\0' };

/**
 * The JSON Schema for a kind of file. It contains the loader's error messages, so that editors show these messages
 * instead of regular expressions.
 */
export function inputOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      for (const [key, value] of Object.entries(UNSOUND)) {
        const message = z.safeParse(zodSchema, value).error?.issues[0]?.message;
        if (message?.startsWith('must ')) jsonSchema[key] = message;
      }
    },
  });
}

function schemaFile(kind: string, title: string, { $schema, ...schema }: JsonSchema): SchemaFile {
  return {
    name: `${kind}.schema.json`,
    text: `${JSON.stringify({ $schema, title, ...schema }, undefined, 2)}\n`,
  };
}
