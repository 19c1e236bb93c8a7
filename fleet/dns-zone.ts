import { readAzureId } from './model/azure-id';
import type { PlatformConfig } from './model/platform';

/** An Azure DNS zone. */
export interface DnsZone {
  readonly name: string;
  readonly resourceGroup: string;

  /** Subscription of the zone. If undefined, the zone is in the platform's own subscription. */
  readonly subscriptionId?: string;
}

/** The Azure DNS zone for the records of the custom domain. Undefined if the records are created elsewhere. */
export function dnsZoneOf({ customDomain }: Pick<PlatformConfig['service'], 'customDomain'>): DnsZone | undefined {
  const zone = customDomain?.dnsZone;
  return zone && 'id' in zone ? readAzureId(zone.id) : zone;
}
