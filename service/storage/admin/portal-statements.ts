import { sql } from 'kysely';

import type { Origin } from '../../directory/store';
import { callForAll } from '../connections/all-tenants';
import { type Parameter, statement } from '../statements/statement';

interface OfTenant {
  readonly tenant: string;
}

interface OfToken extends OfTenant {
  readonly id: string;
}

// These database functions can read all tenants, but the caller sees only what the functions return.
export const VERSION = callForAll('portal-version', 'portal_version as version', 'portal_version');
export const SWITCHES = callForAll('portal-switches', '*', 'portal_switches');
export const DIGESTS = callForAll('portal-digests', '*', 'portal_digests');

/**
 * Locks the tenant's row until the end of the transaction, and increases its version, so that other replicas notice the
 * change.
 */
export const TOUCH = statement<OfTenant & Pick<Origin, 'tokenId'>>(
  'touch-portal-tenant',
  (value) => sql`
    insert into portal_tenants (tenant_id, version, changed_at, changed_by)
    values (${value('tenant')}, 1, now(), ${value('tokenId')})
    on conflict (tenant_id) do update
       set version = portal_tenants.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
);

export const SWITCH = statement<OfTenant & { readonly enabled: boolean }>(
  'switch-portal-tenant',
  (value) => sql`update portal_tenants set scim_enabled = ${value('enabled')} where tenant_id = ${value('tenant')}`,
);

export const TOKENS = statement<OfTenant>(
  'portal-tokens',
  (value) => sql`
    select id, created_at, created_by, expires_at, revoked_at from portal_tokens
     where tenant_id = ${value('tenant')}
     order by created_at desc, length(id) desc, id desc`,
);

/** Counts all tokens that were ever created, and the tokens that are still valid. */
export const COUNT_TOKENS = statement<OfTenant & { readonly now: Date }>(
  'count-portal-tokens',
  (value) => sql`
    select count(*)::integer as made,
           count(*) filter (where revoked_at is null and expires_at > ${value('now')}::timestamptz)::integer as valid
      from portal_tokens where tenant_id = ${value('tenant')}`,
);

export const ADD_TOKEN = statement<OfToken & { sha256: string; now: Date; expiresAt: Date; tokenId: string }>(
  'add-portal-token',
  (value) => sql`
    insert into portal_tokens (tenant_id, id, sha256, created_at, created_by, expires_at)
    values (${value('tenant')}, ${value('id')}, ${value('sha256')}, ${value('now')}, ${value('tokenId')},
            ${value('expiresAt')})`,
);

const own = (value: Parameter<OfToken>) => sql`tenant_id = ${value('tenant')} and id = ${value('id')}`;

export const REVOKE_TOKEN = statement<OfToken>(
  'revoke-portal-token',
  (value) => sql`
    update portal_tokens set revoked_at = now() where ${own(value)} and revoked_at is null
    returning id`,
);

interface OfLink extends OfTenant {
  readonly digest: string;
  readonly now: Date;
}

/** Maximum number of links per tenant. When this number is reached, a new link replaces the oldest one. */
const LINKS_MAX = 100;

export const ADD_LINK = statement<OfLink & { readonly subject: string; readonly expiresAt: Date }>(
  'add-portal-link',
  (value) => sql`
    insert into portal_links (tenant_id, digest, subject, created_at, expires_at)
    values (${value('tenant')}, ${value('digest')}, ${value('subject')}, ${value('now')}, ${value('expiresAt')})`,
);

export const TIDY_LINKS = statement<OfTenant & { readonly now: Date }>(
  'tidy-portal-links',
  (value) => sql`
    delete from portal_links
     where tenant_id = ${value('tenant')}
       and (expires_at <= ${value('now')}::timestamptz or digest in (
             select digest from portal_links where tenant_id = ${value('tenant')}
              order by created_at desc, digest offset ${sql.lit(LINKS_MAX - 1)}))`,
);

export const USE_LINK = statement<OfLink>(
  'use-portal-link',
  (value) => sql`
    update portal_links set used_at = ${value('now')}
     where tenant_id = ${value('tenant')} and digest = ${value('digest')}
       and used_at is null and expires_at > ${value('now')}::timestamptz
    returning subject`,
);
