import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXTENSION = extname(__filename);

/**
 * Arguments for Node.js that start a command of this package. In a clone of the repository, tsx runs the command from
 * the source.
 */
export function ownCommand(...args: readonly string[]): string[] {
  const loader = EXTENSION === '.ts' ? ['--import', pathToFileURL(require.resolve('tsx')).href] : [];
  return [...loader, join(__dirname, `../programs/main${EXTENSION}`), ...args];
}

/**
 * The command line with which Terraform runs a command of this package in the project's folder. It starts the installed
 * package, or the source code in a clone of the repository.
 *
 * The command line appears in plans, so it contains neither a path on this machine nor a version. Otherwise plans would
 * differ between machines.
 */
export function projectCommand(...args: readonly string[]): string[] {
  const start =
    EXTENSION === '.ts' ? ['node', '--import', 'tsx', 'programs/main.ts'] : ['npx', '--no-install', 'entra-scim'];
  return [...start, ...args];
}
