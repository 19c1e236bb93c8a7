import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';

import type { TenantRegistry } from '../directory/tenant-registry';
import { ScimError } from '../scim/error';

import { presentedToken } from './bearer-auth';
import { contextOf } from './request-context';
import { SCIM_PATH, TENANT_SCIM_PATH } from './scim-base';

/**
 * Logs requests with a wrong base URL, in which `/Users` or a similar path follows an unknown base URL. The log lets an
 * operator distinguish a wrong tenant URL from an unknown user. A line contains the requested base URL, the correct
 * base URL and, if the token belongs to a tenant, that tenant.
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
 * The part of the path before `/Users` or a similar endpoint. Undefined if the path has no such endpoint, or if the
 * part before it is too long for a base URL, which consists of a few short words.
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
