import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';

import { stringify } from 'yaml';

import { UsageError } from '../../command-line/usage-error';
import { LOCK_NAME, lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';
import { RELEASED_IMAGE } from '../../fleet/model/image';

import { type Answers, expectSound, stateOf } from './answers';
import { teamPackage } from './team-package';

const TEMPLATE = join(__dirname, 'template');

/**
 * Names of files that npm would leave out of the package or treat specially if the names began with a dot. In the
 * template, these names have no leading dot.
 */
const DOTTED = ['github', 'gitignore', 'nvmrc'];

/**
 * Creates a team's repository: a configuration with one tenant, workflows for GitHub and pipelines for Azure DevOps.
 *
 * @returns paths of the created files, relative to the folder.
 * @throws {UsageError} if the folder is not empty or an answer is unusable. In this case nothing is written.
 */
export function makeRepository(folder: string, answers: Answers): string[] {
  expectEmpty(folder);
  expectSound(answers);

  const values = valuesOf(answers);
  const files = new Map(
    pathsIn(TEMPLATE).map((path) => {
      const text = readFileSync(path, 'utf8');
      const made = filled(text, values, path);
      // The default image is commented out, so that upgrading the package also upgrades the image.
      const moving = answers.image === RELEASED_IMAGE ? made.replace(/^image: /m, '# image: ') : made;
      return [target(relative(TEMPLATE, path), answers), moving];
    }),
  );
  files.set('package.json', `${JSON.stringify(teamPackage(answers.name), undefined, 2)}\n`);
  for (const [path, text] of files) write(join(folder, path), text);

  const config = join(folder, 'config');
  write(join(config, LOCK_NAME), renderLock(lockFleet({ tenants: {} }, loadConfig(config))));
  return [...files.keys(), join('config', LOCK_NAME)].sort();
}

/**
 * Checks that a folder is empty, so that no file of the template can replace an existing file.
 *
 * @throws {UsageError} if the folder is not empty.
 */
export function expectEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new UsageError(`'${folder}' is not a folder; name a new one. Nothing was created`);
  }
  const [first] = names.filter((name) => name !== '.git'); // after `git clone` of an empty repository, the folder contains only `.git`
  if (first === undefined) return;
  throw new UsageError(`'${folder}' is not empty: it contains ${first}; name a new folder. Nothing was created`);
}

/** Values for the placeholders in the template, such as `__NAME__` and `__TENANT_DIRECTORY__`. */
function valuesOf(answers: Answers): Readonly<Record<string, unknown>> {
  const entries = Object.entries({ ...answers, state: stateOf(answers.state), project: randomUUID() });
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(/[A-Z]/g, '_$&').toUpperCase(), value]));
}

function filled(text: string, values: Readonly<Record<string, unknown>>, path: string): string {
  return text.replace(/__([A-Z_]+)__/g, (placeholder, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${path} contains ${placeholder}, which has no value`);
    return extname(path) === '.yaml' || typeof value !== 'string' ? asYaml(value) : value;
  });
}

/** A value on one line, with quotes if YAML would otherwise read it differently. */
function asYaml(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

function target(path: string, { tenant }: Answers): string {
  const [first = '', ...rest] = path.split(sep);
  const placed = [DOTTED.includes(first) ? `.${first}` : first, ...rest];
  return join(...placed).replace(/tenant\.yaml$/, `${tenant}.yaml`);
}

function pathsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pathsIn(path) : [path];
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}
