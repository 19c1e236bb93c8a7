import { z } from 'zod';

import type { Operation } from './operation';

/** The OpenAPI 3.1 description of the admin API. It is generated from the same schemas that check requests. */
export function openApiOf(operations: readonly Operation[], serverUrl: string): object {
  const schemas: Schemas = {};
  const problem = schemaOf(PROBLEM, schemas);
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, id, summary, role, parameters, query, answer } of operations) {
    const content = { 'application/json': { schema: schemaOf(answer, schemas) } };
    (paths[path] ??= {})[method] = {
      operationId: id,
      summary,
      description: `For an ${role}.`,
      parameters: [...parametersOf(parameters, 'path', schemas), ...parametersOf(query, 'query', schemas)],
      responses: {
        200: { description: 'The answer.', content },
        default: { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: problem } } },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Admin API of entra-scim',
      version: '1',
      description: 'History of the tenants of the service, and who has access to them.',
    },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }],
    paths,
    components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

/** The named schemas of the document, to which all others refer. */
type Schemas = Record<string, object>;

const PROBLEM = z
  .object({
    type: z.string(),
    status: z.number().int(),
    detail: z.string().describe('The error and its remedy.'),
  })
  .meta({ id: 'Problem', description: 'Why a request failed (RFC 9457).' });

function parametersOf(object: z.ZodObject, place: 'path' | 'query', schemas: Schemas): object[] {
  const { properties = {}, required = [] } = schemaOf(object, schemas) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description?: string };
    return { name, in: place, required: place === 'path' || required.includes(name), description, schema: rest };
  });
}

/**
 * The JSON Schema of values as clients send them, before any transformation. Schemas with an id move to `schemas`,
 * because references in an OpenAPI document start at the root of the document.
 */
function schemaOf(schema: z.ZodType, schemas: Schemas): object {
  const { $schema, $defs, ...rest } = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).replaceAll(
      '"#/$defs/',
      '"#/components/schemas/',
    ),
  ) as { $schema?: string; $defs?: Schemas };
  Object.assign(schemas, $defs);
  return rest;
}
