import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Arguments with which Node.js starts a command of this package: of the sources through tsx, which a clone has. */
export function ownCommand(...args: readonly string[]): string[] {
  const extension = extname(__filename);
  const loader = extension === '.ts' ? ['--import', pathToFileURL(require.resolve('tsx')).href] : [];
  return [...loader, join(__dirname, `../programs/main${extension}`), ...args];
}
