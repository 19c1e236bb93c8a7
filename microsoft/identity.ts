/** How a program signs in: one of the ways that Terraform's azuread provider knows, from the same variables. */
export type Identity =
  | { readonly kind: 'certificate'; readonly clientId: FileOrText; readonly pfx: FileOrText; readonly password: string }
  | { readonly kind: 'secret'; readonly clientId: FileOrText; readonly clientSecret: FileOrText }
  | { readonly kind: 'federated'; readonly clientId: FileOrText; readonly assertion: Assertion }
  | { readonly kind: 'managed'; readonly clientId: FileOrText | undefined }
  | { readonly kind: 'cli' };

/** A text, or the file that holds it: read when it is needed, since some are renewed. */
export type FileOrText = { readonly file: string } | { readonly text: string };

/** A token of another issuer that Entra trusts: given, or asked for where GitHub's runners offer it. */
export type Assertion = FileOrText | { readonly requestUrl: string; readonly requestToken: string };
