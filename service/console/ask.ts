import type { Logger } from 'pino';
import type { z } from 'zod';

import type { AdminPrincipal } from '../admin/admin-principal';
import type { Operation } from '../admin/operation';
import { perform } from '../admin/perform';
import { Problem } from '../admin/problem';
import type {
  accessSchema,
  changeSchema,
  countedGroupSchema,
  listedGroupSchema,
  listedUserSchema,
  pageOf,
  refusalSchema,
  tenantSchema,
  userInGroupsSchema,
} from '../admin/schemas';
import type { controlledSchema, deliverySchema, streamSchema } from '../admin/stream-schemas';
import { tellWhoAsks } from '../admin/tell-who-asks';

type Listed<Item extends z.ZodType> = z.output<ReturnType<typeof pageOf<Item>>>;

/** Answers of the operations that pages use, by the id of the operation. */
interface Answers {
  readonly listTenants: Listed<typeof tenantSchema>;
  readonly getTenant: z.output<typeof tenantSchema>;
  readonly listChanges: Listed<typeof changeSchema>;
  readonly listChangesOfUser: Listed<typeof changeSchema>;
  readonly listRefusals: Listed<typeof refusalSchema>;
  readonly listAccess: Listed<typeof accessSchema>;
  readonly listUsers: Listed<typeof listedUserSchema>;
  readonly getUser: z.output<typeof userInGroupsSchema>;
  readonly listGroups: Listed<typeof listedGroupSchema>;
  readonly getGroup: z.output<typeof countedGroupSchema>;
  readonly listMembers: Listed<typeof listedUserSchema>;
  readonly listStreamsOfTenant: { readonly items: readonly z.output<typeof streamSchema>[] };
  readonly listDeliveries: { readonly items: readonly z.output<typeof deliverySchema>[] };
  readonly pauseStream: z.output<typeof controlledSchema>;
  readonly resumeStream: z.output<typeof controlledSchema>;
  readonly replayStream: z.output<typeof controlledSchema>;
}

/**
 * Performs an operation of the admin API by its id. Path and query parameters are passed together; empty ones are left
 * out.
 */
export type Ask = <Id extends keyof Answers>(
  id: Id,
  asked: Readonly<Record<string, string | undefined>>,
) => Promise<Answers[Id]>;

/**
 * Calls the admin API within the process, as the person who is signed in. The operations check and log each call like a
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
    return jsonOf(answer) as Answers[typeof id];
  };
}

/** Converts an answer to what a client outside the process would receive: dates become strings. */
function jsonOf(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
