import type { z } from 'zod';

import type { Origin } from '../directory/store';

import type { AdminRole } from './admin-principal';

/** What one can ask of the admin API: the document of the API and the route are made of it. */
export interface Operation {
  readonly method: 'get' | 'post';

  /** Path below `/admin/v1`, with parameters as OpenAPI writes them: `/tenants/{tenant}/changes`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;

  /** The role that it needs. An operator may do what an auditor may. */
  readonly role: AdminRole;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;

  /**
   * @param asked what `parameters` and `query` made of the request.
   * @param by who asks, by the id of the principal.
   */
  readonly handle: (asked: Record<string, unknown>, by: Origin) => Promise<unknown>;
}

/** An operation whose handler is given what its schemas read. */
export function operation<Parameters extends z.ZodObject, Query extends z.ZodObject>(
  described: Omit<Operation, 'handle' | 'parameters' | 'query'> & {
    readonly parameters: Parameters;
    readonly query: Query;
    readonly handle: (asked: z.output<Parameters> & z.output<Query>, by: Origin) => Promise<unknown>;
  },
): Operation {
  return described as unknown as Operation;
}
