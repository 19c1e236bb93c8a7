import { whole } from '../masking/mask';
import { type Consequence, risky } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';

/** Consequences of adding a credential with which somebody can act as the application. */
export const CREDENTIAL_ADDED = {
  'application-password-added': risky(
    'The application gets a password, a certificate or the like',
    'Anybody who has it can act as the application.',
    'Provisioning does not need it and does not change.',
  ),
} as const satisfies Record<string, Consequence>;

const credential = (called: string, shown: readonly string[] = []): Resource<keyof typeof CREDENTIAL_ADDED> => ({
  noun: called,
  shown: ['display_name', 'start_date', 'end_date', ...shown],
  created: 'application-password-added',
  replaced: 'application-password-added',
});

const secret = (called: string) => ({ ...credential(called), masks: { value: whole } });
const federated = (claims: string) => credential('federated credential of the application', ['issuer', claims]);

/**
 * Passwords, certificates and similar credentials. Anybody who has such a credential can act as the application, so our
 * stacks create none.
 */
export const APPLICATION_CREDENTIAL = noun(CREDENTIAL_ADDED, {
  azuread_application_password: secret('password of the application'),
  azuread_application_certificate: secret('certificate of the application'),
  azuread_service_principal_password: secret('password of the service principal'),
  azuread_service_principal_certificate: secret('certificate of the service principal'),
  azuread_application_federated_identity_credential: federated('subject'),
  azuread_application_flexible_federated_identity_credential: federated('claims_matching_expression'),
});
