import { readAzureId } from './model/azure-id';
import type { PlatformConfig } from './model/platform';

/** An Azure DNS zone. */
export interface DnsZone {
  readonly name: string;
  readonly resourceGroup: string;

  /** Undefined if it is the platform's subscription. */
  readonly subscriptionId?: string;
}

/** The zone for the records of the custom domain. Undefined when they are made elsewhere. */
export function dnsZoneOf({ customDomain }: Pick<PlatformConfig['service'], 'customDomain'>): DnsZone | undefined {
  const zone = customDomain?.dnsZone;
  return zone && 'id' in zone ? readAzureId(zone.id) : zone;
}
