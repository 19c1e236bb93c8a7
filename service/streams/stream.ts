import type { StreamEntry } from '../directory/stream-schema';
import type { Tenant } from '../directory/tenant';
import { RegistryError, type TenantRegistry } from '../directory/tenant-registry';
import { EVENT_TYPES, type EventType, isEventType } from '../events/event-type';

/** A stream delivers the changes in one tenant, or in all tenants, to a receiver. */
export type Stream = PollStream | PushStream | WebhookStream;

/** A stream that delivers webhooks (Standard Webhooks). */
export type WebhookStream = Declared<'webhook'>;

/** A stream of security event tokens that the service sends to the receiver, one per request (RFC 8935). */
export type PushStream = Declared<'push'>;

/** A stream of security event tokens that the receiver fetches (RFC 8936). */
export type PollStream = Declared<'poll'>;

type Declared<Method extends StreamEntry['delivery']> = Omit<Extract<StreamEntry, { delivery: Method }>, 'types'> & {
  /** The types of events to deliver. If undefined, events of all types are delivered. */
  readonly types: ReadonlySet<EventType> | undefined;
};

/** All streams that the registry declares. */
export class Streams {
  readonly #registry: TenantRegistry;
  readonly #ofAll: readonly Stream[];
  readonly #ofOne: ReadonlyMap<string, readonly Stream[]>;

  /**
   * @throws {RegistryError} if a type of event is unknown, if two streams of a tenant have the same name, or if there
   * are streams of security event tokens but no key to sign the tokens.
   */
  constructor(registry: TenantRegistry) {
    this.#registry = registry;
    this.#ofAll = streamsOf(registry, undefined);
    this.#ofOne = new Map(registry.tenants.map((tenant) => [tenant.slug, streamsOf(registry, tenant)]));
    for (const tenant of registry.tenants) requireNames(this.of(tenant), tenant);
    requireNames(this.#ofAll, undefined);
    const signed = this.all.find(({ delivery }) => delivery !== 'webhook');
    if (signed && registry.signing.length === 0) {
      throw new RegistryError(
        `has the stream '${signed.name}' of security event tokens, but no signing; name the secret that signs them`,
      );
    }
  }

  /** The streams that deliver the changes of a tenant: its own streams, and the streams for all tenants. */
  of({ slug }: Pick<Tenant, 'slug'>): readonly Stream[] {
    return [...(this.#ofOne.get(slug) ?? []), ...this.#ofAll];
  }

  /** All pairs of a tenant and a stream that delivers the tenant's changes. */
  *each(): Iterable<{ readonly tenant: Tenant; readonly stream: Stream }> {
    for (const tenant of this.#registry.tenants) for (const stream of this.of(tenant)) yield { tenant, stream };
  }

  /** All streams, each listed once. */
  get all(): readonly Stream[] {
    return [...this.#ofAll, ...[...this.#ofOne.values()].flat()];
  }
}

function streamsOf(registry: TenantRegistry, tenant: Tenant | undefined): readonly Stream[] {
  return registry.streamsOf(tenant).map((entry) => {
    const unknown = entry.types?.find((type) => !isEventType(type));
    if (unknown !== undefined) {
      throw new RegistryError(
        `gives stream '${entry.name}' of ${ownerOf(tenant)} the type '${unknown}'; the types are ${EVENT_TYPES.join(', ')}`,
      );
    }
    return { ...entry, types: entry.types && new Set(entry.types.filter(isEventType)) };
  });
}

function requireNames(streams: readonly Stream[], tenant: Tenant | undefined): void {
  const names = streams.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new RegistryError(
      `gives ${ownerOf(tenant)} two streams '${twice}', including the streams of all tenants; rename one`,
    );
  }
}

function ownerOf(tenant: Tenant | undefined): string {
  return tenant ? `tenant '${tenant.slug}'` : 'all tenants';
}
