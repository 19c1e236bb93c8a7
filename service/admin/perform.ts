import type { z } from 'zod';

import { type AdminPrincipal, may } from './admin-principal';
import type { Operation } from './operation';
import { Problem } from './problem';

/** The parameters of an operation as strings, before its schemas have parsed them. */
export interface Asked {
  readonly parameters: object;
  readonly query: object;
}

/**
 * Runs an operation for a caller whose role allows it.
 *
 * @param onAllowed called before the operation runs, so that the log shows who requested it, even if it fails.
 * @throws {Problem} 403 when the role does not allow the operation; 400 with all errors in the parameters.
 */
export function perform(
  operation: Operation,
  { parameters, query }: Asked,
  principal: AdminPrincipal,
  requestId: string,
  onAllowed: (asked: Record<string, unknown>) => void,
): Promise<unknown> {
  if (!may(principal, operation.role))
    throw new Problem(403, `this needs the app role '${operation.role}' of the application in Entra`);
  const asked = { ...read(operation.parameters, parameters), ...read(operation.query, query) };
  onAllowed(asked);
  return operation.handle(asked, { requestId, tokenId: principal.id });
}

function read(schema: z.ZodObject, values: object): Record<string, unknown> {
  const { data, error } = schema.safeParse(values);
  if (data) return data;
  throw new Problem(400, error.issues.map((issue) => complaintOf(issue, values)).join('; '));
}

function complaintOf(issue: z.core.$ZodIssue, values: object): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is no parameter`;
  const name = issue.path.join('.');
  if (name === '') return issue.message; // concerns several parameters
  if (!(name in values)) return `${name} is missing`;
  if (Array.isArray((values as Record<string, unknown>)[name])) return `${name} must be given once`;
  return `${name} ${issue.message}`;
}
