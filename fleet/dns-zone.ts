import { readAzureId } from './model/azure-id';
import type { PlatformConfig } from './model/platform';

/** An Azure DNS zone. */
export interface DnsZone {
  readonly name: string;
  readonly resourceGroup: string;

  /** Undefined for the subscription of the platform. */
  readonly subscriptionId?: string;
}

/** The zone in which records of the custom domain are made. Undefined when they are made elsewhere. */
export function dnsZoneOf({ customDomain }: Pick<PlatformConfig['service'], 'customDomain'>): DnsZone | undefined {
  const zone = customDomain?.dnsZone;
  return zone && 'id' in zone ? readAzureId(zone.id) : zone;
}
