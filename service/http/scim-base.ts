import type { RequestHandler } from 'express';

import { contextOf, type ScimBase } from './request-context';

/** Path of the SCIM endpoint, to which Entra appends `/Users` and `/Groups`. */
export const SCIM_PATH = '/scim/v2';

/** Path of the SCIM endpoint of one tenant. Only requests with a token for all tenants need it. */
export const TENANT_SCIM_PATH = `/tenants/:slug${SCIM_PATH}`;

/** The SCIM base URL of one tenant. It works with any token that may read the tenant. */
export function tenantBaseUrl(publicUrl: string, slug: string): string {
  return `${publicUrl}/tenants/${encodeURIComponent(slug)}${SCIM_PATH}`;
}

/** Records the base URL of a request, for both kinds of paths: with and without a tenant's slug. */
export function scimBase(publicUrl: string): RequestHandler {
  const common: ScimBase = { url: `${publicUrl}${SCIM_PATH}`, slug: undefined };
  return (req, _res, next) => {
    const { slug } = req.params as { slug?: string };
    contextOf(req).base = slug === undefined ? common : { url: tenantBaseUrl(publicUrl, slug), slug };
    next();
  };
}
