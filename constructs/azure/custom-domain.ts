import type { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { DnsCnameRecord } from '@cdktf/provider-azurerm/lib/dns-cname-record';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
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
   * @default - the records of `requiredRecords` have been made elsewhere.
   */
  readonly dnsZone?: { readonly name: string; readonly resourceGroup: string };
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
 * Azure takes a name only when DNS shows that it is meant: a TXT record that proves whose it is, and a CNAME that leads
 * to the app. It issues a certificate only for a name that it has taken, so the name is first added without one.
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

  /** Records that DNS has to hold before the name can be added. */
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
      // The certificate is Azure's, and is bound to the name after this.
      lifecycle: { ignoreChanges: ['certificate_binding_type', 'container_app_environment_certificate_id'] },
      dependsOn: dnsZone ? [this.defineRecords(host, target, verification, dnsZone)] : [],
    });
  }

  private defineRecords(
    host: string,
    target: string,
    verification: string,
    zone: { readonly name: string; readonly resourceGroup: string },
  ): Sleep {
    const label = host.slice(0, -zone.name.length - 1);
    const place = { zoneName: zone.name, resourceGroupName: zone.resourceGroup, ttl: TTL_SECONDS };
    const proof = new DnsTxtRecord(this, 'Proof', {
      name: `asuid.${label}`,
      record: [{ value: verification }],
      ...place,
    });
    const alias = new DnsCnameRecord(this, 'Alias', { name: label, record: target, ...place });
    return new Sleep(this, 'Resolvable', {
      createDuration: '60s', // name servers learn of a record with a delay
      triggers: { proof: proof.id, alias: alias.id },
    });
  }
}
