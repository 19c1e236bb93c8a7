import type { Request, RequestHandler } from 'express';

import { DEFAULT_RATE } from '../directory/rate';
import { scimRefusal, type Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import type { Token } from '../directory/token';
import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

import { requireScope } from './read-scope';
import { contextOf } from './request-context';
import type { RequestRates } from './request-rates';

/**
 * Lets a request pass if its token may do what it asks of the tenant that it is about, and is within its rate. This
 * happens before the body is read, so that neither a stranger's body nor one beyond the rate is ever parsed.
 */
export function bearerAuth(registry: TenantRegistry, rates: RequestRates, now: () => Date): RequestHandler {
  return (req, res, next) => {
    const context = contextOf(req);
    const presented = presentedToken(req);
    const token = presented === '' ? undefined : registry.findToken(presented);
    const expired = token?.expiresAt !== undefined && token.expiresAt <= now();
    if (token) context.principal = { tokenId: token.id, scope: token.scope, tenant: token.tenant };
    if (!token || expired) {
      rates.admitStranger(req);
      res.setHeader('WWW-Authenticate', 'Bearer realm="scim"');
      throw new ScimError(401, expired ? expiry(token) : reasonFor(presented));
    }

    const tenant = tenantAsked(req, token, registry);
    rates.admit(tenant ?? token.tenant ?? NO_TENANT, token.scope, res);
    if (!tenant) throw noTenant(req);
    context.principal = { tokenId: token.id, scope: token.scope, tenant };
    requireScope(req, token.scope, tenant);
    // What was provisioned can be read whatever the switch and the plan say.
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

/** Shared by the requests of readers of all tenants that name none of them. No slug has a space. */
const NO_TENANT = { slug: 'all tenants', rate: DEFAULT_RATE };

/** The tenant of the token or, for a reader of all tenants, the one that the URL names. Undefined for none. */
function tenantAsked(req: Request, token: Token, registry: TenantRegistry): Tenant | undefined {
  const { base } = contextOf(req);
  if (base?.slug === undefined) return token.tenant;
  const tenant = registry.findTenant(base.slug);
  return token.tenant === undefined || token.tenant === tenant ? tenant : undefined;
}

/** The same for a tenant that does not exist and for one that the token does not belong to. */
function noTenant(req: Request): ScimError {
  const { base } = contextOf(req);
  if (base?.slug !== undefined) {
    return new ScimError(404, `the token reads no tenant '${sent(base.slug)}'; use the slug of one in the base URL`);
  }
  const url = base?.url.replace(/(\/[^/]+\/[^/]+)$/, '/tenants/{slug}$1');
  return new ScimError(404, `the token reads all tenants, and the URL names none: the base URL of one is ${url}`);
}

function expiry({ scope }: Token): string {
  return scope === 'read'
    ? 'the bearer token has expired; present the next generation'
    : 'the bearer token has expired; store the next generation as Secret Token of the application';
}

function reasonFor(presented: string): string {
  if (presented === '') return 'there is no bearer token; store it as Secret Token of the application';
  if (/^bearer /i.test(presented)) return "the Secret Token must not start with 'Bearer': Entra adds the word itself";
  return 'the bearer token is not known; store the current one as Secret Token of the application';
}
