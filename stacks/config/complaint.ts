/** One thing that is wrong with the configuration, and where. */
export interface Complaint {
  /** File as the operator would name it, relative to the working directory. */
  readonly file: string;

  /** Line and column, counted from 1. Absent when the complaint is about the file as a whole. */
  readonly position?: Position;

  /** Path of the value inside the file, for example `assignments[0].role`. Empty for the whole file. */
  readonly path: string;

  /** What is wrong, with which value, and what to do. */
  readonly message: string;
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
    const ordered = complaints.toSorted(byPlace);
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
export function renderComplaint({ file, position, path, message }: Complaint): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  return path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`;
}

function byPlace(a: Complaint, b: Complaint): number {
  return a.file.localeCompare(b.file) || (a.position?.line ?? 0) - (b.position?.line ?? 0);
}
