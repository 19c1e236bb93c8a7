import type { RequestHandler } from 'express';

import { scimRefusal } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import { ScimError } from '../scim/error';

import { contextOf } from './request-context';
import type { RequestRates } from './request-rates';

/**
 * Lets a request pass if its token belongs to a tenant that may use SCIM and is within its rate. This happens before
 * the body is read, so that neither a stranger's body nor one beyond the rate is ever parsed.
 */
export function bearerAuth(registry: TenantRegistry, rates: RequestRates, now: () => Date): RequestHandler {
  return (req, res, next) => {
    const header = req.headers.authorization ?? '';
    const space = header.indexOf(' ');
    const scheme = header.slice(0, Math.max(space, 0)).toLowerCase();
    const presented = scheme === 'bearer' ? header.slice(space + 1).trim() : '';

    const token = presented === '' ? undefined : registry.findToken(presented);
    const expired = token?.expiresAt !== undefined && token.expiresAt <= now();
    if (!token || expired) {
      rates.admitStranger(req);
      res.setHeader('WWW-Authenticate', 'Bearer realm="scim"');
      throw new ScimError(401, reasonFor(presented, expired));
    }

    contextOf(req).token = token;
    rates.admit(token.tenant, res);
    const refusal = scimRefusal(token.tenant);
    if (refusal !== undefined) throw new ScimError(403, refusal);
    next();
  };
}

function reasonFor(presented: string, expired: boolean): string {
  if (expired) return 'the bearer token has expired; store the next generation as Secret Token of the application';
  if (presented === '') return 'there is no bearer token; store it as Secret Token of the application';
  if (/^bearer /i.test(presented)) return "the Secret Token must not start with 'Bearer': Entra adds the word itself";
  return 'the bearer token is not known; store the current one as Secret Token of the application';
}
