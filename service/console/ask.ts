import type { Logger } from 'pino';
import type { z } from 'zod';

import type { AdminPrincipal } from '../admin/admin-principal';
import type { Operation } from '../admin/operation';
import type { operationsOn } from '../admin/operations';
import { perform } from '../admin/perform';
import type { portalOperations } from '../admin/portal-operations';
import { Problem } from '../admin/problem';
import { tellWhoAsks } from '../admin/tell-who-asks';

type Operations = ReturnType<typeof operationsOn | typeof portalOperations>[number];
type Of<Id extends Operations['id']> = Extract<Operations, { readonly id: Id }>;

/** The path and query parameters of an operation, as strings. */
type Asked<Id extends Operations['id']> = {
  readonly [Name in keyof z.input<Of<Id>['parameters']> | keyof z.input<Of<Id>['query']>]?: string | undefined;
};

/**
 * Performs an operation of the admin API by its id. Path and query parameters are passed in one object; empty
 * parameters are left out.
 */
export type Ask = <Id extends Operations['id']>(id: Id, asked: Asked<Id>) => Promise<z.output<Of<Id>['answer']>>;

/**
 * Calls the admin API within the process, as the person who is signed in. Each call is checked and logged like a
 * request from outside.
 */
export function asking(
  operations: readonly Operation[],
  principal: AdminPrincipal,
  requestId: string,
  log: Logger,
): Ask {
  return async (id, asked) => {
    const operation = operations.find((each) => each.id === id);
    if (!operation) throw new Problem(404, `there is no operation ${id}`);
    const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== '');
    const isParameter = ([name]: readonly [string, unknown]) => name in operation.parameters.shape;
    const answer = await perform(
      operation,
      {
        parameters: Object.fromEntries(given.filter(isParameter)),
        query: Object.fromEntries(given.filter((each) => !isParameter(each))),
      },
      principal,
      requestId,
      tellWhoAsks(log, operation, principal, requestId),
    );
    return jsonOf(answer) as never;
  };
}

/** Converts an answer to the form that a client outside the process would receive, with dates as strings. */
function jsonOf(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
