import { ApplicationFederatedIdentityCredential } from '@cdktf/provider-azuread/lib/application-federated-identity-credential';
import { ApplicationRedirectUris } from '@cdktf/provider-azuread/lib/application-redirect-uris';
import { Construct } from 'constructs';

import { tokenExchangeAudience } from '../../entra/token-exchange';
import { isLiteral, type Rule, validate } from '../validation';

export interface WebSignInProps {
  /** Object id of the application to which people sign in. */
  readonly applicationObjectId: string;

  /** URLs of the web application to which Entra may send people back after they have signed in. */
  readonly redirectUris: readonly string[];

  /** Managed identity of the web application. Entra accepts the identity's tokens instead of a client secret. */
  readonly identity: {
    readonly name: string;

    /** Object id of the identity's service principal. */
    readonly principalId: string;
  };

  /** Id of the directory (tenant) that the application and the identity belong to. */
  readonly directoryId: string;

  /** Origin of the issuer URL in the directory's tokens, such as `https://login.microsoftonline.com`. */
  readonly issuer: string;
}

const rules: readonly Rule<WebSignInProps>[] = [
  ({ redirectUris }) =>
    redirectUris.length === 0 ? "'redirectUris' must name a URL, or nobody could sign in" : undefined,
  ({ redirectUris }) => {
    const unsafe = redirectUris.find((uri) => isLiteral(uri) && !uri.startsWith('https://'));
    return unsafe === undefined
      ? undefined
      : `'redirectUris' must be https URLs, because Entra sends codes there with which people are signed in; got '${unsafe}'`;
  },
];

/**
 * Lets people sign in to a web application through an application in Entra. The web application authenticates to Entra
 * with a token of its managed identity, so there is no client secret.
 *
 * @example
 * new WebSignIn(this, 'SignIn', {
 *   applicationObjectId: admin.objectId,
 *   redirectUris: ['https://scim.example.com/console/sign-in/callback'],
 *   identity: runtime,
 *   directoryId,
 *   issuer: 'https://login.microsoftonline.com',
 * });
 */
export class WebSignIn extends Construct {
  constructor(scope: Construct, id: string, props: WebSignInProps) {
    super(scope, id);
    validate(this, props, rules);
    const { redirectUris, identity, directoryId, issuer } = props;
    const applicationId = `/applications/${props.applicationObjectId}`;

    new ApplicationRedirectUris(this, 'RedirectUris', { applicationId, type: 'Web', redirectUris: [...redirectUris] });
    new ApplicationFederatedIdentityCredential(this, 'Credential', {
      applicationId,
      displayName: identity.name,
      description: 'Managed identity of the web application, in place of a client secret.',
      issuer: `${issuer}/${directoryId}/v2.0`,
      subject: identity.principalId,
      audiences: [tokenExchangeAudience(issuer)],
    });
  }
}
