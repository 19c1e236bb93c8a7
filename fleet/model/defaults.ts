import { z } from 'zod';

import { tenantSchema } from './tenant';

const own = (why: string) =>
  z
    .never(`belongs in a tenant's own file, because ${why}; move it there`)
    .optional()
    .describe(`Not here: it belongs in a tenant's own file, because ${why}.`);

const { shape } = tenantSchema;

/**
 * Schema of values that tenants share: any key of a tenant's file, except those that each tenant must set itself.
 *
 * `defaults.yaml` applies to every tenant unless the tenant's file overrides it. An included file applies to the
 * tenants whose files include it.
 */
export const defaultsSchema = z.strictObject({
  ...tenantSchema.partial().shape,
  include: shape.include,
  slug: own('no two tenants have the same slug'),
  state: own('it plans the removal of a tenant'),
  deletionProtection: own('it lets a tenant be deleted'),
  managedBy: own('it decides who sets up Entra for one account'),
  token: own("each tenant's token is rotated separately"),
  readers: own('each tenant has its own readers'),
  streams: own('each tenant has its own streams'),
  import: own("it lists one tenant's objects in Entra"),
});
