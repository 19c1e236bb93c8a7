import type { z } from 'zod';

import { type AdminPrincipal, may } from './admin-principal';
import type { Operation } from './operation';
import { Problem } from './problem';

/** What somebody asks of an operation: strings, as a URL has them. */
export interface Asked {
  readonly parameters: object;
  readonly query: object;
}

/**
 * Does what is asked of an operation, for somebody whose role allows it.
 *
 * @param onAllowed called before anything is done, so that the log has who asked for what, whatever becomes of it.
 * @throws {Problem} 403 when the role does not allow it, 400 with everything that is wrong with what is asked.
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
  const complaints = error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')} is no parameter`
      : `${issue.path.join('.')} ${issue.message}`,
  );
  throw new Problem(400, complaints.join('; '));
}
