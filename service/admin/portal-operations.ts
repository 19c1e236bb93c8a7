import { z } from 'zod';

import type { TenantRegistry } from '../directory/tenant-registry';

import { findTenant } from './find-tenant';
import { type Operation, operation } from './operation';
import { portalLinkSchema, slugSchema } from './schemas';

/** Creates a link to the portal for the admin of an account. @param subject the person's id in the product. */
export type NewPortalLink = (tenant: string, subject: string) => Promise<{ url: string; expiresAt: Date }>;

const SUBJECT = "must be an id of the person in the product, at most 64 letters, digits and any of '._:-'";

/** The operation with which the product's backend gets a portal link for the admin of an account. */
export function portalOperations(registry: TenantRegistry, newLink: NewPortalLink): readonly Operation[] {
  return [
    operation({
      method: 'post',
      role: 'operator',
      path: '/tenants/{tenant}/portal-links',
      id: 'createPortalLink',
      summary: 'Makes a link that lets the admin of the account into the portal: once, within five minutes.',
      parameters: z.strictObject({ tenant: slugSchema }),
      query: z.strictObject({
        subject: z
          .string()
          .regex(/^[\w.:-]{1,64}$/, SUBJECT)
          .optional()
          .describe('Id of the person in the product, which history shows: no name. Default: the caller.'),
      }),
      answer: portalLinkSchema,
      handle: async ({ tenant: slug, subject }, by) => {
        const { url, expiresAt } = await newLink(findTenant(registry, slug).slug, subject ?? by.tokenId);
        return { url, expiresAt: expiresAt.toISOString() };
      },
    }),
  ];
}
