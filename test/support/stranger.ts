import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import project from '../../package.json';
import { type Ended, runProgram } from '../../programs/pipeline/programs';

/** A new user, who has only the package as it would be published. */
export class Stranger implements Disposable {
  /** The folder where the package is installed, and the folder of the team's repository. */
  readonly folder = mkdtempSync(join(tmpdir(), 'entra-scim-stranger-'));
  readonly repository = join(this.folder, 'my-access');

  constructor() {
    chmodSync(this.folder, 0o711); // PostgreSQL in node_modules may run as another user
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Builds and packs the package, and returns the names of its files. */
  pack(): string[] {
    const output = execFileSync('npm', ['pack', '--json', '--pack-destination', this.folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // The output of the build precedes the JSON.
    const [packed] = JSON.parse(output.slice(output.search(/^[[{]/m))) as [{ files: { path: string }[] }];
    return packed.files.map(({ path }) => path);
  }

  /**
   * Installs the package and its peers. All other packages get the versions in our lock file, and come from npm's
   * cache, which `npm ci` has filled, so npm does not ask the registry for newer ones.
   */
  async install(): Promise<Ended> {
    const file = `${project.name}-${project.version}.tgz`;
    const dependencies = { ...project.peerDependencies, [project.name]: `file:${file}` };
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, object> };
    const { '': _, ...locked } = packages;
    const integrity = createHash('sha512')
      .update(readFileSync(join(this.folder, file)))
      .digest('base64');
    const { version, bin, peerDependencies, optionalDependencies } = project;
    const own = {
      ...{ version, bin, peerDependencies, optionalDependencies, dependencies: project.dependencies },
      ...{ resolved: `file:${file}`, integrity: `sha512-${integrity}` },
    };
    this.write('package.json', { private: true, dependencies, allowScripts: project.allowScripts });
    this.write('package-lock.json', {
      lockfileVersion: 3,
      packages: { '': { dependencies }, [`node_modules/${project.name}`]: own, ...locked },
    });
    return this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  }

  /**
   * Copies the installed packages into the repository, where `npm install` would put them. CDKTF's command line, which
   * has 400 packages, is copied from this checkout.
   */
  moveIn(): void {
    const modules = join(this.repository, 'node_modules');
    renameSync(join(this.folder, 'node_modules'), modules);
    symlinkSync(resolve('node_modules/cdktf-cli'), join(modules, 'cdktf-cli'));
    symlinkSync('../cdktf-cli/bundle/bin/cdktf', join(modules, '.bin', 'cdktf'));
  }

  /** Runs a program in the repository or, before the repository exists, where the package is installed. */
  run(command: string, args: readonly string[], folder = this.folder): Promise<Ended> {
    const { PATH, HOME, TMPDIR } = process.env;
    return runProgram(command, args, { PATH, HOME, TMPDIR, CHECKPOINT_DISABLE: '1' }, { folder });
  }

  private write(name: string, content: object): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content));
  }
}
