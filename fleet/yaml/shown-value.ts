/** Keys and indexes that lead from the top of a file to a value. */
type Path = readonly PropertyKey[];

/**
 * Places where somebody may have written a secret, either by mistake or as part of a URL. Complaints do not show values
 * from these places, since complaints appear in pipeline logs.
 */
const GUARDED: readonly Path[] = [['target'], ['token'], ['registry'], ['monitoring', 'notify', 'webhooks']];

/** The end of a complaint. It shows the value, unless the value may be a secret. */
export function shownValue(path: Path, value: unknown): string {
  if (isGuarded(path)) return 'its value is not shown, since it may be a secret';
  if (typeof value === 'string') return `got '${visible(value)}'`;
  if (Array.isArray(value)) return 'got a list';
  // The contents of a map are not shown, since they could include a secret.
  return typeof value === 'object' && value !== null ? 'got a map' : `got ${String(value)}`;
}

/** Writes control characters, which a terminal would obey, as escape sequences such as `\\u0000`. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether a path leads to one of the places in `GUARDED`, or to a value inside or above such a place. */
function isGuarded(path: Path): boolean {
  return GUARDED.some((guarded) => guarded.every((step, index) => index >= path.length || path[index] === step));
}
