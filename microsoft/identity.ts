/**
 * How a program signs in. It supports the same methods and the same environment variables as Terraform's azuread
 * provider.
 */
export type Identity =
  | { readonly kind: 'certificate'; readonly clientId: FileOrText; readonly pfx: FileOrText; readonly password: string }
  | { readonly kind: 'secret'; readonly clientId: FileOrText; readonly clientSecret: FileOrText }
  | { readonly kind: 'federated'; readonly clientId: FileOrText; readonly assertion: Assertion }
  | { readonly kind: 'managed'; readonly clientId: FileOrText | undefined }
  | { readonly kind: 'cli' };

/**
 * A value, or the path of a file that contains the value. The file is read whenever the value is needed, because the
 * file may change.
 */
export type FileOrText = { readonly file: string } | { readonly text: string };

/**
 * A token from another issuer that Entra trusts. Either the token is given, or a pipeline's runner issues it on
 * request.
 */
export type Assertion = FileOrText | OfferedAssertion;

/** Endpoint at which a pipeline's runner issues tokens. Each token is valid for a few minutes. */
export interface OfferedAssertion {
  readonly requestUrl: string;
  readonly requestToken: string;

  /** On Azure DevOps, the id of the service connection for which the token is issued. Undefined on GitHub. */
  readonly serviceConnection?: string | undefined;
}
