// Builds the package into dist/: JavaScript, type declarations, and the other files that the code reads at run time.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { compilerOptions, include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8'));
const { outDir } = compilerOptions;

rmSync(outDir, { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

// Copies the files that the compiler does not: migrations, templates, and the assets of pages.
for (const folder of include) {
  cpSync(folder, join(outDir, folder), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !/\.tsx?$/.test(path),
  });
}

// The compiler copies package.json because the code imports it. This shorter copy has only the members that the code
// reads.
const { name, version, image, type, engines, peerDependencies, allowScripts } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const read = { name, version, image, type, engines, peerDependencies, allowScripts };
writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(read)}\n`);
