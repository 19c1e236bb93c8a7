// Builds the package into dist/: JavaScript with declarations, and the files that the code finds beside itself.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { compilerOptions, include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8'));
const { outDir } = compilerOptions;

rmSync(outDir, { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

// Migrations and templates: whatever is not compiled.
for (const folder of include) {
  cpSync(folder, join(outDir, folder), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
  });
}

// The compiler copies it because the code reads its version; all else in it belongs to the package's own.
const { name, version, type } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(join(outDir, 'package.json'), `${JSON.stringify({ name, version, type })}\n`);
