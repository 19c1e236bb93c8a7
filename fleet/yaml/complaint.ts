/** One thing that is wrong with the configuration, and where. */
export interface Complaint extends Location {
  /** The problem, the value that it is about, and the remedy. */
  readonly message: string;
}

/** Where a value is. */
export interface Location {
  /** File as the operator would write it, relative to the working directory. */
  readonly file: string;

  /** Line and column, counted from 1. Absent when the complaint is about the file as a whole. */
  readonly position?: Position;

  /** Path of the value inside the file, for example `assignments[0].role`. Empty for the whole file. */
  readonly path: string;

  /** Files that get the value from `file`. Absent if the value is in the tenant's own file. */
  readonly takenOverBy?: readonly string[];
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Everything that is wrong with a configuration, in one report. Nothing is built from it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    const ordered = once(complaints).toSorted(byPlace);
    super(report(ordered));
    this.complaints = ordered;
  }
}

function report(complaints: readonly Complaint[]): string {
  const count = complaints.length === 1 ? 'one problem' : `${complaints.length} problems`;
  return [`the configuration has ${count}; nothing was built from it:`, ...complaints.map(renderComplaint)].join(
    '\n  ',
  );
}

/** `config/tenants/contoso.yaml:14:12 assignments[0].role: …`, a form that editors turn into a link. */
export function renderComplaint({ file, position, path, message, takenOverBy = [] }: Complaint): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  const text = path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`;
  const [first, ...more] = takenOverBy;
  if (first === undefined) return text;
  return `${text} (taken over by ${first}${more.length === 0 ? '' : ` and ${more.length} more`})`;
}

/** A value that a hundred files include is complained about once. */
function once(complaints: readonly Complaint[]): Complaint[] {
  const found = new Map<string, Complaint>();
  for (const complaint of complaints) {
    const { takenOverBy = [], ...about } = complaint;
    const key = JSON.stringify([about.file, about.position, about.path, about.message]);
    const earlier = found.get(key);
    const all = new Set([...(earlier?.takenOverBy ?? []), ...takenOverBy]);
    // Wrong by itself, whichever file includes it.
    const own = takenOverBy.length === 0 || (earlier !== undefined && earlier.takenOverBy === undefined);
    found.set(key, own ? about : { ...about, takenOverBy: [...all] });
  }
  return [...found.values()];
}

function byPlace(a: Complaint, b: Complaint): number {
  return a.file.localeCompare(b.file) || (a.position?.line ?? 0) - (b.position?.line ?? 0);
}
