import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';

import type { TenantRegistry } from '../directory/tenant-registry';
import { ScimError } from '../scim/error';

import { presentedToken } from './bearer-auth';
import { contextOf } from './request-context';
import { SCIM_PATH, TENANT_SCIM_PATH } from './scim-base';

/**
 * Logs when a client has a wrong base URL, that is, appends `/Users` or the like to an unknown path. So an operator can
 * distinguish a wrong tenant URL from an unknown user. The line contains the requested base, the correct base and, if
 * the token belongs to a tenant, that tenant.
 */
export function wrongTenantUrl(publicUrl: string, registry: TenantRegistry, log: Logger): ErrorRequestHandler {
  return (error: unknown, req, _res, next) => {
    const asked = error instanceof ScimError && [404, 405].includes(error.status) && askedBase(req.originalUrl);
    if (typeof asked === 'string' && !isOurs(asked)) {
      const { requestId, principal } = contextOf(req);
      const { tenant } = principal ?? registry.findToken(presentedToken(req)) ?? {};
      log.warn({ requestId, tenant: tenant?.slug, asked, right: `${publicUrl}${SCIM_PATH}` }, 'wrong tenant URL');
    }
    next(error);
  };
}

/**
 * The path before the endpoint that a SCIM client appends. Undefined unless it consists of a few short words, as a base
 * does.
 */
function askedBase(url: string): string | undefined {
  const path = url.replace(/[?#].*$/s, '').replace(/\/{2,}/g, '/');
  const [, base] =
    /^((?:\/[\w.~-]{1,32}){0,5})\/(?:Users|Groups|ServiceProviderConfig|ResourceTypes|Schemas)(?:\/|$)/i.exec(path) ??
    [];
  return base === '' ? '/' : base;
}

function isOurs(base: string): boolean {
  return OURS.test(base);
}

const OURS = new RegExp(`^(${SCIM_PATH}|${TENANT_SCIM_PATH.replace(':slug', '[^/]+')})$`, 'i');
