/**
 * How a program signs in: one of the methods that Terraform's azuread provider supports, configured by the same
 * variables.
 */
export type Identity =
  | { readonly kind: 'certificate'; readonly clientId: FileOrText; readonly pfx: FileOrText; readonly password: string }
  | { readonly kind: 'secret'; readonly clientId: FileOrText; readonly clientSecret: FileOrText }
  | { readonly kind: 'federated'; readonly clientId: FileOrText; readonly assertion: Assertion }
  | { readonly kind: 'managed'; readonly clientId: FileOrText | undefined }
  | { readonly kind: 'cli' };

/** A value, or the file that contains it. The file is read each time it is needed, because it may be renewed. */
export type FileOrText = { readonly file: string } | { readonly text: string };

/** A token from another issuer that Entra trusts. It is either given, or requested from the runner of a pipeline. */
export type Assertion = FileOrText | OfferedAssertion;

/** Endpoint of a runner that issues its own tokens, each valid for a few minutes. */
export interface OfferedAssertion {
  readonly requestUrl: string;
  readonly requestToken: string;

  /** On Azure DevOps, the id of the service connection that the token is for. Undefined on GitHub. */
  readonly serviceConnection?: string | undefined;
}
