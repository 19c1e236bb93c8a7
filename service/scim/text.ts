/**
 * A string with its case folded: two strings that differ only in case become equal.
 *
 * A capital Σ has two small forms, one of them only at the end of a word. The result must not depend on what follows,
 * since searches also look for parts of words.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** Entra spells booleans `True` and `False`, unless the tenant URL asks it not to. */
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

/** Milliseconds since 1970 of an xsd:dateTime (RFC 7643 §2.3.5). Undefined for any other text. */
export function parseDateTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) return undefined;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Why a string cannot be stored, if so: PostgreSQL stores neither NUL nor half of a surrogate pair. */
export function textFlaw(text: string): string | undefined {
  if (text.includes('\0')) return 'must not hold the character NUL';
  return text.isWellFormed() ? undefined : 'must be well-formed Unicode; it holds half of a surrogate pair';
}
