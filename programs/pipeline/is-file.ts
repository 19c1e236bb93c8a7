import { existsSync, statSync } from 'node:fs';

/** Whether a file is there. A text that is too long for a path leads to none. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
