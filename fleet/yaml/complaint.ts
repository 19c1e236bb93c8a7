/** A mistake in the configuration, and the location of the mistake. */
export interface Complaint extends Location {
  /** A description of the mistake, with the wrong value and a way to correct it. */
  readonly message: string;
}

/** The location of a value in the configuration. */
export interface Location {
  /** Path of the file, relative to the working directory. */
  readonly file: string;

  /** Line and column, counted from 1. Absent if the complaint is about the whole file. */
  readonly position?: Position;

  /**
   * Path of the value inside the file, for example `assignments[0].role`. Empty if the complaint is about the whole
   * file.
   */
  readonly path: string;

  /**
   * Files that include `file` and therefore have the wrong value too. Absent if the value is in the tenant's own file.
   */
  readonly takenOverBy?: readonly string[];
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Thrown if the configuration has mistakes. The message lists all mistakes. No stack is built. */
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

/**
 * Formats a complaint as one line: `config/tenants/contoso.yaml:14:12 assignments[0].role: …`. Editors turn the
 * beginning of such a line into a link.
 */
export function renderComplaint({ file, position, path, message, takenOverBy = [] }: Complaint): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  const text = path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`;
  const [first, ...more] = takenOverBy;
  if (first === undefined) return text;
  return `${text} (taken over by ${first}${more.length === 0 ? '' : ` and ${more.length} more`})`;
}

/**
 * Merges complaints about the same value. If a hundred files include a wrong value, the result contains one complaint.
 */
function once(complaints: readonly Complaint[]): Complaint[] {
  const found = new Map<string, Complaint>();
  for (const complaint of complaints) {
    const { takenOverBy = [], ...about } = complaint;
    const key = JSON.stringify([about.file, about.position, about.path, about.message]);
    const earlier = found.get(key);
    const all = new Set([...(earlier?.takenOverBy ?? []), ...takenOverBy]);
    // If the value is wrong even when its file is read on its own, the complaint does not list the files that include
    // this file.
    const own = takenOverBy.length === 0 || (earlier !== undefined && earlier.takenOverBy === undefined);
    found.set(key, own ? about : { ...about, takenOverBy: [...all] });
  }
  return [...found.values()];
}

function byPlace(a: Complaint, b: Complaint): number {
  return a.file.localeCompare(b.file) || (a.position?.line ?? 0) - (b.position?.line ?? 0);
}
