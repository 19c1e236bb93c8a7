/**
 * Folds the case of a string, so that strings that differ only in case become equal.
 *
 * The capital Σ has two lowercase forms, one of which is used only at the end of a word. Both become the same letter,
 * because searches also look for parts of words.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** Reads a boolean. Entra sends `True` and `False` unless a flag in the tenant URL changes that. */
export function parseBoolean(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/** Converts an xsd:dateTime (RFC 7643 §2.3.5) to milliseconds since 1970. Returns undefined for any other string. */
export function parseDateTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) return undefined;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The reason why a string cannot be stored: PostgreSQL accepts neither NUL nor half of a surrogate pair. Undefined for
 * a valid string.
 */
export function textFlaw(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the character NUL';
  return text.isWellFormed() ? undefined : 'must be well-formed Unicode; it contains half of a surrogate pair';
}
