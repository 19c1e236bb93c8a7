import type { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { DnsCnameRecord } from '@cdktf/provider-azurerm/lib/dns-cname-record';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { ScimEnvironment } from './scim-environment';

export interface CustomDomainProps {
  /** Host name, for example `scim.example.com`. */
  readonly host: string;

  /** App that answers under the name. */
  readonly app: ContainerApp;

  /** Environment of the app. */
  readonly environment: ScimEnvironment;

  /**
   * Azure DNS zone in which the host's records are made.
   *
   * @default - the records in `requiredRecords` have been made elsewhere.
   */
  readonly dnsZone?: HostingZone | undefined;
}

/** An Azure DNS zone, and the provider that reaches it. */
export interface HostingZone {
  readonly name: string;
  readonly resourceGroup: string;

  /**
   * Provider for the subscription of the zone.
   *
   * @default - that of the scope.
   */
  readonly provider?: TerraformProvider | undefined;
}

const TTL_SECONDS = 300;

const rules: readonly Rule<CustomDomainProps>[] = [
  ({ host, dnsZone }) =>
    dnsZone && !host.endsWith(`.${dnsZone.name}`)
      ? `'host' must end in '.${dnsZone.name}', the zone in which its records are made; got '${host}'`
      : undefined,
];

/**
 * A host name of ours for an app.
 *
 * Azure accepts a name only when DNS agrees: a TXT record proves who owns it, and a CNAME leads to the app. Azure
 * issues a certificate only for an accepted name, so the name is first added without one.
 *
 * @example
 * new CustomDomain(this, 'Domain', {
 *   host: 'scim.acme.example',
 *   app: service.resource,
 *   environment,
 *   dnsZone: { name: 'acme.example', resourceGroup: 'dns' },
 * });
 */
export class CustomDomain extends Construct {
  readonly resource: ContainerAppCustomDomain;

  /** Records that must be in DNS before the name can be added. */
  readonly requiredRecords: readonly { readonly name: string; readonly type: string; readonly value: string }[];

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    validate(this, props, rules);
    const { host, app, environment, dnsZone } = props;

    const verification = environment.resource.customDomainVerificationId;
    const target = `${app.name}.${environment.domain}`;
    this.requiredRecords = [
      { name: `asuid.${host}`, type: 'TXT', value: verification },
      { name: host, type: 'CNAME', value: target },
    ];

    this.resource = new ContainerAppCustomDomain(this, 'Domain', {
      name: host,
      containerAppId: app.id,
      // Azure issues the certificate, and binds it to the name later.
      lifecycle: { ignoreChanges: ['certificate_binding_type', 'container_app_environment_certificate_id'] },
      dependsOn: dnsZone ? [this.defineRecords(host, target, verification, dnsZone)] : [],
    });
  }

  private defineRecords(host: string, target: string, verification: string, zone: HostingZone): Sleep {
    const label = host.slice(0, -zone.name.length - 1);
    const { provider } = zone;
    const place = { zoneName: zone.name, resourceGroupName: zone.resourceGroup, ttl: TTL_SECONDS, provider };
    const proof = new DnsTxtRecord(this, 'Proof', {
      name: `asuid.${label}`,
      record: [{ value: verification }],
      ...place,
    });
    const alias = new DnsCnameRecord(this, 'Alias', { name: label, record: target, ...place });
    return new Sleep(this, 'Resolvable', {
      createDuration: '60s', // name servers see a new record with a delay
      triggers: { proof: proof.id, alias: alias.id },
    });
  }
}
