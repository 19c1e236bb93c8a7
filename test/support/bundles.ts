import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

let made: string | undefined;

/**
 * Folder with the programs for the pipeline's tests. Each is bundled into one file, because Node.js loads one file
 * faster than 200.
 */
export function bundles(): string {
  if (made !== undefined) return made;
  made = keptFolder('entra-scim-programs-');
  buildSync({
    entryPoints: [
      'test/support/pipeline-program.ts',
      'test/support/played-program.ts',
      'test/support/played-pipeline-program.ts',
    ],
    outdir: made,
    outbase: '.',
    bundle: true,
    platform: 'node',
    target: 'node20',
  });
  return made;
}

/** A folder that is removed when this process ends. */
export function keptFolder(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix));
  process.on('exit', () => {
    rmSync(path, { recursive: true });
  });
  return path;
}
