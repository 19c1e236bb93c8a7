/** Names of URL parameters that most likely contain a credential. */
const CREDENTIAL_PARAMETER = /token|secret|passw|api-?_?key|^(key|code|sig|signature|auth|authorization)$/i;

/** Phrases for complaints about a URL. */
export interface UrlWords {
  /** The reason why the URL must be https. In the message, it follows "because". */
  readonly because: string;
  readonly example: string;

  /** Advice on where to put a secret instead. */
  readonly instead: string;
}

/**
 * The reason why a URL is not acceptable: either it may reveal a secret to every reviewer of the file, or no request
 * can be sent to it. Undefined if the URL is acceptable.
 */
export function httpsUrlFlaw(text: string, { because, example, instead }: UrlWords): string | undefined {
  if (!text.startsWith('https://')) return `must be an https URL, because ${because}`;
  if (!URL.canParse(text) || /\s/.test(text)) return `must be a URL, such as ${example}`;
  const { username, password, hash, searchParams } = new URL(text);
  if (username !== '' || password !== '') return 'must not contain a user or password: every reviewer can see the URL';
  if ([...searchParams.keys()].some((key) => CREDENTIAL_PARAMETER.test(key))) {
    return `must not contain a token in its query: every reviewer can see the URL; ${instead}`;
  }
  return hash === '' ? undefined : 'must not have a fragment';
}
