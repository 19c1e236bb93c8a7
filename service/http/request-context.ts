import type { Request } from 'express';

import { Budget } from '../directory/budget';
import type { Principal } from '../directory/principal';
import type { Tenant } from '../directory/tenant';
import type { ScimError } from '../scim/error';

import type { RefusedOperation } from './refusal';
import { Stopwatch } from './stopwatch';

/** What is known about a request besides what the client sent. */
export interface RequestContext {
  /** Names the request in the log, in the provisioning log and in the answer. */
  readonly requestId: string;

  /** Base of the request's URL, once it is known to be one of the service's. */
  base?: ScimBase;

  /** The sender of the request, once the token is known. It may be refused yet. */
  principal?: Principal;

  /** Time in which the request waits for news, because its client asked for that. */
  readonly waiting: Stopwatch;

  /** The request's time budget, once it is needed. */
  budget?: Budget;

  /** What the client was told when the request was refused, or failed. */
  refusal?: ScimError;

  /** What the client was told of operations of a Bulk request that were refused, or failed. */
  refusedOperations: readonly RefusedOperation[];
}

/** The base of the URLs of a request and of all resources in its answer. */
export interface ScimBase {
  /** For example `https://scim.example.com/scim/v2`, without a slash at its end. */
  readonly url: string;

  /** Slug of the tenant that the URL names. Undefined when the token alone tells the tenant. */
  readonly slug: string | undefined;
}

const CONTEXT = Symbol('context');

interface WithContext {
  [CONTEXT]?: RequestContext;
}

export function openContext(req: Request, requestId: string): RequestContext {
  const context: RequestContext = { requestId, waiting: new Stopwatch(), refusedOperations: [] };
  (req as WithContext)[CONTEXT] = context;
  return context;
}

export function contextOf(req: Request): RequestContext {
  const context = (req as WithContext)[CONTEXT];
  if (!context) throw new Error('outcomes are told before everything that asks for the context');
  return context;
}

/** The sender of a request that has passed authentication. */
export function principalOf(req: Request): Principal {
  const { principal } = contextOf(req);
  if (!principal) throw new Error('authentication comes before everything that asks for the principal');
  return principal;
}

/** The tenant that a request is about. */
export function tenantOf(req: Request): Tenant {
  const { tenant } = principalOf(req);
  if (!tenant) throw new Error('a reader of all tenants names one of them before anything asks for it');
  return tenant;
}

/** Base of the URLs in the answer to a request. */
export function baseUrlOf(req: Request): string {
  const { base } = contextOf(req);
  if (!base) throw new Error('the base is noted before everything that asks for it');
  return base.url;
}

/**
 * The time that a request has. It starts with the work, after the body has been read, so a client that sends slowly
 * loses none of it.
 */
export function budgetOf(req: Request, deadlineSeconds: number | undefined): Budget {
  const context = contextOf(req);
  return (context.budget ??= new Budget(deadlineSeconds));
}
