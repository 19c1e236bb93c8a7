import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXTENSION = extname(__filename);

/**
 * Arguments with which Node.js starts a command of this package. In a clone of the repository, the command runs from
 * the source, through tsx.
 */
export function ownCommand(...args: readonly string[]): string[] {
  const loader = EXTENSION === '.ts' ? ['--import', pathToFileURL(require.resolve('tsx')).href] : [];
  return [...loader, join(__dirname, `../programs/main${EXTENSION}`), ...args];
}

/**
 * The command line with which Terraform runs a command of this package in the project's folder. It starts the installed
 * package. In a clone of the repository, it starts the source code instead. The command line appears in plans, so it
 * contains no path of this machine and no version.
 */
export function projectCommand(...args: readonly string[]): string[] {
  const start =
    EXTENSION === '.ts' ? ['node', '--import', 'tsx', 'programs/main.ts'] : ['npx', '--no-install', 'entra-scim'];
  return [...start, ...args];
}
