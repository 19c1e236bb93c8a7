import { z } from 'zod';

/** The Azure side that all tenants share, as `config/platform.yaml` describes it. */
export interface PlatformConfig {
  /** Prefix of every Azure resource name. Has to be unique in the world, since vault and database are. */
  readonly name: string;

  /** Subscription that hosts the service. */
  readonly subscriptionId: string;

  /** Directory (tenant) id that the subscription belongs to. */
  readonly hostTenantId: string;

  /** Azure region, for example `westeurope`. */
  readonly location: string;

  /** Image of the service, by digest. */
  readonly image: string;
}

export const platformSchema = z.strictObject(
  {
    name: z
      .string('must be a prefix for Azure names, such as acme-scim')
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        'must be lower-case letters and digits in words joined by single hyphens, starting with a letter',
      )
      .max(21, "must have at most 21 characters, because '-kv' follows and Azure allows a key vault 24"),
    subscriptionId: z.guid('must be the subscription id (GUID)').toLowerCase(),
    hostTenantId: z.guid('must be the directory id (GUID) of the subscription').toLowerCase(),
    location: z.string('must be an Azure region').regex(/^[a-z0-9]+$/, 'must be an Azure region, such as westeurope'),
    image: z
      .string('must be the image of the service')
      .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, 'must name the image by digest (…@sha256:…), so that it never moves'),
  },
  'must hold name, subscriptionId, hostTenantId, location and image',
);
