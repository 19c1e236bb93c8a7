import type { z } from 'zod';

import type { Origin } from '../directory/store';

import type { AdminRole } from './admin-principal';

/** An operation of the admin API. This description is the source of both its route and its documentation. */
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
   * @param asked the values in the request, parsed by `parameters` and `query`.
   * @param by the origin of the call: the id of the request, and the id of the principal in place of a token id.
   */
  readonly handle: (asked: Record<string, unknown>, by: Origin) => Promise<unknown>;
}

/** An operation with specific types, so that the compiler checks calls from within the process. */
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

/** Describes an operation. Its handler receives values that the operation's schemas have parsed. */
export function operation<
  const Id extends string,
  Parameters extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(described: Described<TypedOperation<Id, Parameters, Query, Answer>>): TypedOperation<Id, Parameters, Query, Answer> {
  return described as unknown as TypedOperation<Id, Parameters, Query, Answer>;
}
