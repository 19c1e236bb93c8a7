/** Keys and indexes that lead from the top of a file to a value. */
type Path = readonly PropertyKey[];

/**
 * Places where somebody may have written a secret, by mistake or within a URL. Complaints do not show values from these
 * places, since complaints end up in pipeline logs.
 */
const GUARDED: readonly Path[] = [['target'], ['token'], ['registry'], ['monitoring', 'notify', 'webhooks']];

/** The end of a complaint, which shows the value unless it may be a secret. */
export function shownValue(path: Path, value: unknown): string {
  if (isGuarded(path)) return 'its value is not shown, since it may be a secret';
  if (typeof value === 'string') return `got '${value}'`;
  if (Array.isArray(value)) return 'got a list';
  // Do not show it as JSON, which could contain a guarded value.
  return typeof value === 'object' && value !== null ? 'got a map' : `got ${String(value)}`;
}

/** Whether a path leads into a guarded place, or to a value in place of a map that contains guarded places. */
function isGuarded(path: Path): boolean {
  return GUARDED.some((guarded) => guarded.every((step, index) => index >= path.length || path[index] === step));
}
