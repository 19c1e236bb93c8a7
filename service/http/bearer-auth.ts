import type { Request, RequestHandler } from 'express';

import { DEFAULT_RATE } from '../directory/rate';
import { StoreUnavailable } from '../directory/store';
import { scimRefusal, type Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import type { Token } from '../directory/token';
import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

import { requireScope } from './read-scope';
import { contextOf } from './request-context';
import type { RequestRates } from './request-rates';

/**
 * Accepts a request if its token permits the requested action on the requested tenant, and if the request is within the
 * rate limit. Runs before the body is read, so the body of a refused request is never parsed.
 */
export function bearerAuth(registry: TenantRegistry, rates: RequestRates, now: () => Date): RequestHandler {
  return (req, res, next) => {
    const context = contextOf(req);
    const presented = presentedToken(req);
    const token = presented === '' ? undefined : registry.findToken(presented);
    const ending = token && endingOf(token, now());
    if (token) context.principal = { tokenId: token.id, scope: token.scope, tenant: token.tenant };
    if (!token && !registry.isComplete) throw new StoreUnavailable('the tokens of the portal were not read yet');
    if (!token || ending !== undefined) {
      rates.admitStranger(req);
      res.setHeader('WWW-Authenticate', 'Bearer realm="scim"');
      throw new ScimError(401, ending ?? reasonFor(presented));
    }

    const tenant = tenantAsked(req, token, registry);
    rates.admit(tenant ?? token.tenant ?? NO_TENANT, token.scope, res);
    if (!tenant) throw noTenant(req);
    context.principal = { tokenId: token.id, scope: token.scope, tenant };
    requireScope(req, token.scope, tenant);
    // A token with the scope `read` may read provisioned data even if SCIM is switched off or is not included in the
    // plan.
    const refusal = token.scope === 'read' ? undefined : scimRefusal(tenant);
    if (refusal !== undefined) throw new ScimError(403, refusal);
    next();
  };
}

/** The bearer token that a request presents. Empty when there is none. */
export function presentedToken({ headers: { authorization = '' } }: Request): string {
  const space = authorization.indexOf(' ');
  const scheme = authorization.slice(0, Math.max(space, 0)).toLowerCase();
  return scheme === 'bearer' ? authorization.slice(space + 1).trim() : '';
}

/**
 * Stands in for the tenant when a request uses a token for all tenants but names no tenant. All such requests share one
 * rate limit. No real tenant can have this slug, because slugs never contain a space.
 */
const NO_TENANT = { slug: 'all tenants', rate: DEFAULT_RATE };

/**
 * The tenant that the token belongs to or, if the token may read all tenants, the tenant in the URL. Undefined when
 * there is no such tenant.
 */
function tenantAsked(req: Request, token: Token, registry: TenantRegistry): Tenant | undefined {
  const { base } = contextOf(req);
  if (base?.slug === undefined) return token.tenant;
  const tenant = registry.findTenant(base.slug);
  return token.tenant === undefined || token.tenant === tenant ? tenant : undefined;
}

/** The error for an unknown tenant. A request for a tenant that the token may not read gets the same error. */
function noTenant(req: Request): ScimError {
  const { base } = contextOf(req);
  if (base?.slug !== undefined) {
    return new ScimError(
      404,
      `the token cannot read the tenant '${sent(base.slug)}'; use the slug of a tenant that it may read`,
    );
  }
  const url = base?.url.replace(/(\/[^/]+\/[^/]+)$/, '/tenants/{slug}$1');
  return new ScimError(404, `the token reads all tenants, but the URL names none: the base URL of a tenant is ${url}`);
}

/** The reason why a known token is no longer valid. Undefined when the token is valid. */
function endingOf({ id, scope, expiresAt, revokedAt }: Token, now: Date): string | undefined {
  if (revokedAt) return `the bearer token, '${id}', was revoked; store another as Secret Token of the application`;
  if (expiresAt === undefined || expiresAt > now) return undefined;
  return scope === 'read'
    ? 'the bearer token has expired; present the next generation'
    : 'the bearer token has expired; store the next generation as Secret Token of the application';
}

function reasonFor(presented: string): string {
  if (presented === '') return 'there is no bearer token; store it as Secret Token of the application';
  if (/^bearer /i.test(presented)) return "the Secret Token must not start with 'Bearer': Entra adds the word itself";
  return 'the bearer token is not known; store the current one as Secret Token of the application';
}
