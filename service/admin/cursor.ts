import type { Position } from '../directory/history';

/** Encodes a list position as an opaque string for clients. The string needs no escaping in a URL. */
export function writeCursor(position: Position | undefined): string | null {
  if (!position) return null;
  return Buffer.from(JSON.stringify([position.at.getTime(), position.passed])).toString('base64url');
}

/** Decodes a position. Returns undefined for a string that {@link writeCursor} did not create. */
export function readCursor(text: string): Position | undefined {
  try {
    const [at, passed] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const isPosition = Number.isSafeInteger(at) && Number.isSafeInteger(passed) && Math.abs(Number(at)) < 8.64e15;
    return isPosition && Number(passed) >= 0 && Number(passed) < 1e6
      ? { at: new Date(Number(at)), passed: Number(passed) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Encodes a position in a list sorted by name. The position is the name of the last entry on the page. */
export function writeNameCursor(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** Decodes the name in a cursor. Returns undefined for a string that {@link writeNameCursor} did not create. */
export function readNameCursor(text: string): string | undefined {
  const name = Buffer.from(text, 'base64url').toString();
  return writeNameCursor(name) === text && !name.includes('\0') ? name : undefined;
}
