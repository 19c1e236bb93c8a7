import { z } from 'zod';

import { isPortalTokenId, type PortalAccounts } from '../directory/portal-account';
import type { Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';

import { findTenant } from './find-tenant';
import { operation } from './operation';
import { Problem } from './problem';
import { accountChangedSchema, NOTHING, OF_TENANT, portalLinkSchema } from './schemas';

export interface PortalSources {
  readonly registry: TenantRegistry;
  readonly accounts: Pick<PortalAccounts, 'revokeToken' | 'switchScim'>;

  /**
   * Creates a link with which the admin of an account signs in to the portal. @param subject the admin's id in the
   * product.
   */
  readonly newLink: (tenant: string, subject: string) => Promise<{ url: string; expiresAt: Date }>;

  /** Updates this replica's registry from the database after a change. */
  readonly look: () => Promise<void>;
}

const SUBJECT = "must be an id of the person in the product, at most 64 letters, digits and any of '._:-'";

/** The operations on accounts whose admins manage SCIM in the portal. */
export function portalOperations({ registry, accounts, newLink, look }: PortalSources) {
  const act = { method: 'post', role: 'operator' } as const;
  return [
    operation({
      ...act,
      path: '/tenants/{tenant}/portal-links',
      id: 'createPortalLink',
      summary: 'Creates a link that signs the admin of the account in to the portal, once and within five minutes.',
      parameters: OF_TENANT,
      query: z.strictObject({
        subject: z
          .string()
          .regex(/^[\w.:-]{1,64}$/, SUBJECT)
          .optional()
          .describe(
            'Id of the person in the product. History shows this id, so do not use a name. Default: the caller.',
          ),
      }),
      answer: portalLinkSchema,
      handle: async ({ tenant: slug, subject }, by) => {
        const { url, expiresAt } = await newLink(findTenant(registry, slug).slug, subject ?? by.tokenId);
        return { url, expiresAt: expiresAt.toISOString() };
      },
    }),
    operation({
      ...act,
      path: '/tenants/{tenant}/tokens/{token}/revoke',
      id: 'revokeToken',
      summary: 'Revokes a token that the admin of the account created in the portal.',
      parameters: OF_TENANT.extend({
        token: z
          .string()
          .refine(isPortalTokenId, 'must be the id of a token of the portal, such as portal-1')
          .describe('Id of the token, such as portal-1.'),
      }),
      query: NOTHING,
      answer: accountChangedSchema,
      handle: async ({ tenant: slug, token }, by) => {
        const changed = await accounts.revokeToken(inPortal(slug).slug, token, by);
        await look();
        return { changed };
      },
    }),
    operation({
      ...act,
      path: '/tenants/{tenant}/scim/disable',
      id: 'disableScim',
      summary: 'Switches SCIM off for an account whose admin uses the portal. The admin can switch it on again.',
      parameters: OF_TENANT,
      query: NOTHING,
      answer: accountChangedSchema,
      handle: async ({ tenant }, by) => {
        const { slug, scimEnabled } = inPortal(tenant);
        if (scimEnabled) await accounts.switchScim(slug, false, by);
        await look();
        return { changed: scimEnabled };
      },
    }),
  ];

  /** @throws {Problem} 409 when the tenant is managed in files. */
  function inPortal(asked: string): Tenant {
    const tenant = findTenant(registry, asked);
    if (tenant.managedBy === 'portal') return tenant;
    throw new Problem(409, `'${tenant.slug}' is managed in config/tenants/${tenant.slug}.yaml; change it there`);
  }
}
