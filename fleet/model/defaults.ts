import { z } from 'zod';

import { tenantSchema } from './tenant';

const own = (why: string) =>
  z
    .never(`belongs in a tenant's own file, because ${why}; move it there`)
    .optional()
    .describe(`Not here: it belongs in a tenant's own file, because ${why}.`);

const { shape } = tenantSchema;

/**
 * Values that tenants share: any key of a tenant's file except those that each tenant must set itself.
 *
 * `defaults.yaml` applies beneath every tenant's file, and an included file beneath the tenant's file that includes it.
 */
export const defaultsSchema = z.strictObject({
  ...tenantSchema.partial().shape,
  include: shape.include,
  slug: own('no two tenants have the same'),
  state: own('it plans the removal of a tenant'),
  deletionProtection: own('it lets a tenant be deleted'),
  token: own('each tenant is rotated by itself'),
  readers: own('each tenant has its own readers'),
  streams: own('each tenant has its own streams'),
  import: own('it tells what one tenant has in Entra'),
});
