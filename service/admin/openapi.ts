import { z } from 'zod';

import type { Operation } from './operation';

/** The OpenAPI 3.1 description of the admin API. It is generated from the same schemas that check requests. */
export function openApiOf(operations: readonly Operation[], serverUrl: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, id, summary, role, parameters, query, answer } of operations) {
    (paths[path] ??= {})[method] = {
      operationId: id,
      summary,
      description: `For an ${role}.`,
      parameters: [...parametersOf(parameters, 'path'), ...parametersOf(query, 'query')],
      responses: {
        200: { description: 'The answer.', content: { 'application/json': { schema: schemaOf(answer) } } },
        default: { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: PROBLEM } } },
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
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

const PROBLEM = schemaOf(
  z.object({
    type: z.string(),
    status: z.number().int(),
    detail: z.string().describe('The error and its remedy.'),
  }),
);

function parametersOf(object: z.ZodObject, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = schemaOf(object) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description?: string };
    return { name, in: place, required: place === 'path' || required.includes(name), description, schema: rest };
  });
}

/**
 * The JSON Schema of values as clients send them, before any transformation. A schema that is used in several places is
 * repeated in each place.
 */
function schemaOf(schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
