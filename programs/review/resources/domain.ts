import { DOWN, risky } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';
import { type Json, textOf } from '../plan/terraform-plan';

type Shown = Resource<'address-lost'>['shown'];

const address = (called: string, shown: Shown): Resource<'address-lost'> => ({
  noun: called,
  shown: ['name', ...shown],
  destroyed: 'address-lost',
});

/** The service's domain, the certificate of the domain, and the DNS records that point to the service. */
export const DOMAIN = noun(
  {
    'address-lost': risky(
      'A domain or a DNS record of the service is removed or changed',
      'The tenant URL depends on it.',
      `${DOWN} A new certificate takes minutes to be issued.`,
    ),
  },
  {
    azurerm_container_app_custom_domain: {
      ...address('custom domain', ['certificate_binding_type']),
      read: ['container_app_environment_certificate_id'],
      expectedDrift: [
        {
          paths: [
            'certificate_binding_type',
            'container_app_environment_certificate_id',
            'container_app_environment_managed_certificate_id',
          ],
          isExpected: ({ after }) =>
            after.text('certificate_binding_type') === BOUND &&
            isManaged(after.value('container_app_environment_certificate_id')),
        },
      ],
    },
    azurerm_container_app_environment_certificate: address('certificate', [
      'expiration_date',
      'subject_name',
      'certificate_key_vault.key_vault_secret_id',
    ]),
    azurerm_dns_a_record: address('DNS record', [{ path: 'records', kind: 'address-lost' }, 'ttl', 'zone_name']),
    azurerm_dns_cname_record: address('DNS record', [{ path: 'record', kind: 'address-lost' }, 'ttl', 'zone_name']),
    azurerm_dns_txt_record: address('DNS record', ['ttl', 'zone_name']),
  },
);

/** Binding type of a domain with a certificate. */
export const BOUND = 'SniEnabled';

/**
 * Whether Azure issued the certificate, which is what our deployment asks Azure to do. If not, somebody uploaded it.
 */
export function isManaged(certificate: Json | undefined): boolean {
  return certificate === null || textOf(certificate).includes('/managedCertificates/');
}
