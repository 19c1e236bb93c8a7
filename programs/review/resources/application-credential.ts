import { whole } from '../masking/mask';
import { type Consequence, risky } from '../meaning/consequence';
import { becauseOf } from '../meaning/finding';
import { noun, type Resource } from '../meaning/resource';

/** Consequences of adding a credential with which somebody can act as the application. */
export const CREDENTIAL_ADDED = {
  'application-password-added': risky(
    'The application gets a password, a certificate or the like',
    'Anybody who has it can act as the application.',
    'Provisioning does not need it and does not change.',
  ),
  'federated-credential-added': risky(
    'Another identity may act as the application',
    'Entra accepts tokens of this subject of this issuer in place of a password of the application.',
    'Provisioning does not need it and does not change. The console of the service signs people in with it.',
  ),
} as const satisfies Record<string, Consequence>;

type Credential = Resource<keyof typeof CREDENTIAL_ADDED>;

const secret = (called: string): Credential => ({
  noun: called,
  shown: ['display_name', 'start_date', 'end_date'],
  masks: { value: whole },
  created: 'application-password-added',
  replaced: 'application-password-added',
});

const federated = (claims: string): Credential => ({
  noun: 'federated credential of the application',
  shown: ['display_name', 'description', 'issuer', claims, 'audiences'],
  explain: (change, around) =>
    change.after.exists &&
    (!change.before.exists || ['issuer', claims, 'audiences'].some((path) => change.differs(path)))
      ? around.general([
          {
            kind: 'federated-credential-added',
            address: change.address,
            what: around.what,
            attributes: change.attributes(),
            because: becauseOf(change),
          },
        ])
      : around.general(),
});

/**
 * Passwords, certificates and similar credentials. Anybody who has such a credential can act as the application. Our
 * stacks create only a federated credential, for the console.
 */
export const APPLICATION_CREDENTIAL = noun(CREDENTIAL_ADDED, {
  azuread_application_password: secret('password of the application'),
  azuread_application_certificate: secret('certificate of the application'),
  azuread_service_principal_password: secret('password of the service principal'),
  azuread_service_principal_certificate: secret('certificate of the service principal'),
  azuread_application_federated_identity_credential: federated('subject'),
  azuread_application_flexible_federated_identity_credential: federated('claims_matching_expression'),
});
