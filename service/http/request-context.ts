import type { Request } from 'express';

import { Budget } from '../directory/budget';
import type { Principal } from '../directory/principal';
import type { Tenant } from '../directory/tenant';
import type { ScimError } from '../scim/error';

import type { RefusedOperation } from './refusal';
import { Stopwatch } from './stopwatch';

/** The data that the service keeps about a request while it handles the request. */
export interface RequestContext {
  /** Identifies the request in the log, in the provisioning log and in the answer. */
  readonly requestId: string;

  /**
   * The base URL of the request. Undefined until the service has checked that the request's URL begins with one of the
   * known base URLs.
   */
  base?: ScimBase;

  /** The client that sent the request. Set as soon as its token is recognized, so the request may still be refused. */
  principal?: Principal;

  /** Measures how long the request waits for events, at its client's request. */
  readonly waiting: Stopwatch;

  /** The time budget of the request. Undefined until it is first needed. */
  budget?: Budget;

  /** The error that the client received when the request was refused or failed. */
  refusal?: ScimError;

  /** The errors that the client received for refused or failed operations of a Bulk request. */
  refusedOperations: readonly RefusedOperation[];
}

/** The base URL of a request. The URLs of all resources in the answer begin with it too. */
export interface ScimBase {
  /** For example `https://scim.example.com/scim/v2`, without a slash at the end. */
  readonly url: string;

  /** Slug of the tenant named by the URL. Undefined when only the token determines the tenant. */
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
  if (!context) throw new Error('outcomes() must run before any handler that uses the context');
  return context;
}

/** The client that sent a request. The request must have passed authentication. */
export function principalOf(req: Request): Principal {
  const { principal } = contextOf(req);
  if (!principal) throw new Error('authentication must run before any handler that uses the principal');
  return principal;
}

/** The tenant that a request concerns. */
export function tenantOf(req: Request): Tenant {
  const { tenant } = principalOf(req);
  if (!tenant) throw new Error('a request must name a tenant before a handler uses it');
  return tenant;
}

/** Base of the URLs in the answer to a request. */
export function baseUrlOf(req: Request): string {
  const { base } = contextOf(req);
  if (!base) throw new Error('scimBase() must run before any handler that uses the base');
  return base.url;
}

/**
 * The time budget of a request. It starts after the body has been read, so the time that a slow client takes to send
 * the body is not deducted from it.
 */
export function budgetOf(req: Request, deadlineSeconds: number | undefined): Budget {
  const context = contextOf(req);
  return (context.budget ??= new Budget(deadlineSeconds));
}
