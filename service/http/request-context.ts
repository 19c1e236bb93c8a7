import type { Request } from 'express';

import { Budget } from '../directory/budget';
import type { Token } from '../directory/tenant';

/** What is known about a request besides what the client sent. */
export interface RequestContext {
  /** Names the request in the log, in the provisioning log and in the answer. */
  readonly requestId: string;

  /** Token and tenant that the request comes from, once they are known. */
  token?: Token;

  /** The request's time budget, once it is needed. */
  budget?: Budget;
}

const CONTEXT = Symbol('context');

interface WithContext {
  [CONTEXT]?: RequestContext;
}

export function openContext(req: Request, requestId: string): RequestContext {
  const context: RequestContext = { requestId };
  (req as WithContext)[CONTEXT] = context;
  return context;
}

export function contextOf(req: Request): RequestContext {
  const context = (req as WithContext)[CONTEXT];
  if (!context) throw new Error('the request log comes before everything that asks for the context');
  return context;
}

/** The token of a request that has passed authentication. */
export function tokenOf(req: Request): Token {
  const { token } = contextOf(req);
  if (!token) throw new Error('authentication comes before everything that asks for the tenant');
  return token;
}

/**
 * The time that a request has. It starts with the work, after the body has been read, so a client that sends slowly
 * loses none of it.
 */
export function budgetOf(req: Request, deadlineSeconds: number | undefined): Budget {
  const context = contextOf(req);
  return (context.budget ??= new Budget(deadlineSeconds));
}
