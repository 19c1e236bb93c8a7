import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import project from '../../package.json';
import { type Ended, runProgram } from '../../programs/pipeline/programs';

/** Somebody who has nothing but the package, as it would be published. */
export class Stranger implements Disposable {
  /** Where the package is installed, and where the repository of the team is made. */
  readonly folder = mkdtempSync(join(tmpdir(), 'entra-scim-stranger-'));
  readonly repository = join(this.folder, 'my-access');

  constructor() {
    chmodSync(this.folder, 0o711); // PostgreSQL may run as another user, out of node_modules
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Builds and packs the package, and gives the names of the files that are in it. */
  pack(): string[] {
    const output = execFileSync('npm', ['pack', '--json', '--pack-destination', this.folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // What the build says stands above.
    const [packed] = JSON.parse(output.slice(output.search(/^[[{]/m))) as [{ files: { path: string }[] }];
    return packed.files.map(({ path }) => path);
  }

  /**
   * Installs the package and its peers. Everything else comes in the versions of our lock, out of npm's cache where
   * `npm ci` has left it, so that nobody is asked what is newest.
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
   * Takes what is installed along into the repository, where `npm install` would put it. The command line of CDKTF, of
   * 400 packages, is that of this checkout.
   */
  moveIn(): void {
    const modules = join(this.repository, 'node_modules');
    renameSync(join(this.folder, 'node_modules'), modules);
    symlinkSync(resolve('node_modules/cdktf-cli'), join(modules, 'cdktf-cli'));
    symlinkSync('../cdktf-cli/bundle/bin/cdktf', join(modules, '.bin', 'cdktf'));
  }

  /** Runs a program in the repository; before there is one, where the package is installed. */
  run(command: string, args: readonly string[], folder = this.folder): Promise<Ended> {
    const { PATH, HOME, TMPDIR } = process.env;
    return runProgram(command, args, { PATH, HOME, TMPDIR, CHECKPOINT_DISABLE: '1' }, { folder });
  }

  private write(name: string, content: object): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content));
  }
}
