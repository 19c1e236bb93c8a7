/** URL parameters whose names show that they contain a credential. */
const CREDENTIAL_PARAMETER = /token|secret|passw|api-?_?key|^(key|code|sig|signature|auth|authorization)$/i;

/** What a complaint about a URL says besides its flaw. */
export interface UrlWords {
  /** Why it must be https, after "because". */
  readonly because: string;
  readonly example: string;

  /** Where a secret goes instead. */
  readonly instead: string;
}

/** Why a URL must not stand in a file that everybody reviews, or cannot be called at all. Undefined when it can. */
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
