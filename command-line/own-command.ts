import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXTENSION = extname(__filename);

/** Arguments with which Node.js starts a command of this package: of the sources through tsx, which a clone has. */
export function ownCommand(...args: readonly string[]): string[] {
  const loader = EXTENSION === '.ts' ? ['--import', pathToFileURL(require.resolve('tsx')).href] : [];
  return [...loader, join(__dirname, `../programs/main${EXTENSION}`), ...args];
}

/**
 * A command of this package as Terraform runs it in the project's folder, where the package is installed; in a clone
 * there is only its source. It comes into plans, so it holds no path of this machine, and is the same in every version.
 */
export function projectCommand(...args: readonly string[]): string[] {
  const start =
    EXTENSION === '.ts' ? ['node', '--import', 'tsx', 'programs/main.ts'] : ['npx', '--no-install', 'entra-scim'];
  return [...start, ...args];
}
