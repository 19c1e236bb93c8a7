import type { z } from 'zod';

import type { Origin } from '../directory/store';

import type { AdminRole } from './admin-principal';

/** An operation of the admin API. Both its documentation and its route are generated from this description. */
export interface Operation {
  readonly method: 'get' | 'post';

  /** Path below `/admin/v1`, with parameters in OpenAPI's notation: `/tenants/{tenant}/changes`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;

  /** The role that the operation requires. An operator may do everything that an auditor may do. */
  readonly role: AdminRole;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;

  /**
   * @param asked the request's values, parsed by `parameters` and `query`.
   * @param by the origin of the request, with the id of the principal as token id.
   */
  readonly handle: (asked: Record<string, unknown>, by: Origin) => Promise<unknown>;
}

/** An operation whose types are known, so that a caller within the process is checked by the compiler. */
export interface TypedOperation<
  Id extends string,
  Parameters extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
> extends Operation {
  readonly id: Id;
  readonly parameters: Parameters;
  readonly query: Query;
  readonly answer: Answer;
}

type Described<Of extends Operation> = Omit<Of, 'handle'> & {
  readonly handle: (asked: z.output<Of['parameters']> & z.output<Of['query']>, by: Origin) => Promise<unknown>;
};

/** Describes an operation whose handler receives the values parsed by its schemas. */
export function operation<
  const Id extends string,
  Parameters extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(described: Described<TypedOperation<Id, Parameters, Query, Answer>>): TypedOperation<Id, Parameters, Query, Answer> {
  return described as unknown as TypedOperation<Id, Parameters, Query, Answer>;
}
