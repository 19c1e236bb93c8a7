import type { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { DnsARecord } from '@cdktf/provider-azurerm/lib/dns-a-record';
import { DnsCnameRecord } from '@cdktf/provider-azurerm/lib/dns-cname-record';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import type { ScimEnvironment } from './scim-environment';
import type { VaultCertificate } from './vault-certificate';

export interface CustomDomainProps {
  /** Host name, for example `scim.example.com`. */
  readonly host: string;

  /**
   * DNS record that points the host to the app. `cname`: a CNAME record with the app's name. `a`: an A record with the
   * environment's address, needed for an apex domain. `none`: no record, for a host that points elsewhere, such as to a
   * gateway.
   *
   * @default cname
   */
  readonly record?: 'cname' | 'a' | 'none';

  /** App that answers requests to the host. */
  readonly app: ContainerApp;

  /** Environment of the app. */
  readonly environment: ScimEnvironment;

  /**
   * Certificate for the host.
   *
   * @default - none: the host is added without a certificate. A later step binds a certificate that Azure issues.
   */
  readonly certificate?: VaultCertificate | undefined;

  /**
   * Azure DNS zone in which the host's records are created.
   *
   * @default - none: you create the records listed in `requiredRecords` yourself.
   */
  readonly dnsZone?: HostingZone | undefined;
}

/** An Azure DNS zone, and the provider for its subscription. */
export interface HostingZone {
  readonly name: string;
  readonly resourceGroup: string;

  /**
   * Provider for the subscription that the zone is in.
   *
   * @default - the provider of the scope.
   */
  readonly provider?: TerraformProvider | undefined;
}

const TTL_SECONDS = 300;

const rules: readonly Rule<CustomDomainProps>[] = [
  ({ host, dnsZone }) =>
    dnsZone && host !== dnsZone.name && !host.endsWith(`.${dnsZone.name}`)
      ? `'host' must end in '.${dnsZone.name}', the zone in which its records are created; got '${host}'`
      : undefined,
  ({ host, dnsZone, record = 'cname' }) =>
    record === 'cname' && host === dnsZone?.name
      ? `'record' must be 'a' or 'none' for '${host}', which is an apex domain: DNS allows no CNAME for it`
      : undefined,
  ({ record, certificate }) =>
    record === 'none' && !certificate
      ? "'record' may be 'none' only with a 'certificate': Azure issues one only for a host that points to the app"
      : undefined,
];

/**
 * A custom host name for an app.
 *
 * Azure accepts a name only if DNS has two records: a TXT record that proves ownership, and one that points to the app.
 * Azure issues a certificate only for a name that has already been added, so the name is first added without a
 * certificate.
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
    const { host, record = 'cname', app, environment, certificate, dnsZone } = props;

    const verification = environment.resource.customDomainVerificationId;
    const target = record === 'a' ? environment.resource.staticIpAddress : `${app.name}.${environment.domain}`;
    this.requiredRecords = [
      { name: `asuid.${host}`, type: 'TXT', value: verification },
      ...(record === 'none' ? [] : [{ name: host, type: record.toUpperCase(), value: target }]),
    ];

    this.resource = new ContainerAppCustomDomain(this, 'Domain', {
      name: host,
      containerAppId: app.id,
      ...(certificate
        ? { certificateBindingType: 'SniEnabled', containerAppEnvironmentCertificateId: certificate.resource.id }
        : {
            // A later step binds a certificate that Azure issues. Terraform must not remove that certificate.
            lifecycle: { ignoreChanges: ['certificate_binding_type', 'container_app_environment_certificate_id'] },
          }),
      dependsOn: dnsZone ? [this.defineRecords(host, { record, target, verification }, dnsZone)] : [],
    });
  }

  private defineRecords(
    host: string,
    {
      record,
      target,
      verification,
    }: { readonly record: string; readonly target: string; readonly verification: string },
    zone: HostingZone,
  ): Sleep {
    const label = host.slice(0, -zone.name.length - 1); // empty for the apex domain
    const { provider } = zone;
    const place = { zoneName: zone.name, resourceGroupName: zone.resourceGroup, ttl: TTL_SECONDS, provider };
    const proof = new DnsTxtRecord(this, 'Proof', {
      name: label === '' ? 'asuid' : `asuid.${label}`,
      record: [{ value: verification }],
      ...place,
    });
    const name = label === '' ? '@' : label;
    const lead: Readonly<Record<string, string>> =
      record === 'cname'
        ? { alias: new DnsCnameRecord(this, 'Alias', { name, record: target, ...place }).id }
        : record === 'a'
          ? { address: new DnsARecord(this, 'Address', { name, records: [target], ...place }).id }
          : {};
    return new Sleep(this, 'Resolvable', {
      createDuration: '60s', // it takes a while before all name servers return a new record
      triggers: { proof: proof.id, ...lead },
    });
  }
}
