import type { Request } from 'express';

import { Budget } from '../directory/budget';
import type { Principal } from '../directory/principal';
import type { Tenant } from '../directory/tenant';
import type { ScimError } from '../scim/error';

import type { RefusedOperation } from './refusal';
import { Stopwatch } from './stopwatch';

/** The service's own data about a request. */
export interface RequestContext {
  /** Identifies the request in the log, in the provisioning log and in the answer. */
  readonly requestId: string;

  /** Base of the request's URL. Undefined until the service has checked that the URL begins with one of its bases. */
  base?: ScimBase;

  /** The sender of the request, once the token is known. The request may still be refused. */
  principal?: Principal;

  /** Measures the time that the request waits for events, as requested by its client. */
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

/** The sender of a request that has passed authentication. */
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
 * The time budget of a request. It begins with the work on the request, after the body has been read. So a client that
 * sends the body slowly loses no time for the work.
 */
export function budgetOf(req: Request, deadlineSeconds: number | undefined): Budget {
  const context = contextOf(req);
  return (context.budget ??= new Budget(deadlineSeconds));
}
