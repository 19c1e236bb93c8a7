import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { type BackendPlace, stateOwner } from './state-backend';

/** Where the output folder keeps the folders of other environments. */
const ASIDE = 'aside';

/**
 * Leaves only one platform's folders in the output folder, before its stacks are written there.
 *
 * Environments have stacks of the same names, and Terraform remembers next to a stack which state it works on: it would
 * offer to move the state of one environment into that of another, and imports of one would reach the other. So the
 * folders of other platforms are put aside, and those of this one come back.
 *
 * @param platform name of the platform.
 * @returns what an operator should know.
 */
export function bringForward(outdir: string, platform: string): string[] {
  const stacks = join(outdir, 'stacks');
  const others = foldersIn(stacks).flatMap((folder) => {
    const owner = ownerOf(folder);
    return owner === undefined || owner === platform ? [] : [{ folder, owner }];
  });
  for (const { folder, owner } of others) {
    move(folder, join(outdir, ASIDE, owner));
    mkdirSync(folder); // the `cdktf` command removes it itself if no stack takes its place
  }
  if (others.length > 0) for (const note of filesIn(outdir)) rmSync(note); // such as the inputs of the stacks

  for (const folder of foldersIn(join(outdir, ASIDE, platform))) {
    const place = join(stacks, basename(folder));
    if (!existsSync(place) || readdirSync(place).length === 0) move(folder, stacks);
  }

  return [...new Set(others.map(({ owner }) => owner))].map(
    (owner) =>
      `the stacks of '${owner}' were in ${outdir}; what Terraform left beside them waits in ` +
      `${join(outdir, ASIDE, owner)}, and comes back when they are synthesized again`,
  );
}

/** Name of the platform whose state Terraform uses, or would use, in a stack's folder. Undefined if unknown. */
function ownerOf(folder: string): string | undefined {
  const { backend } = readJson(join(folder, '.terraform', 'terraform.tfstate')) as Initialized;
  if (backend) return stateOwner(basename(folder), backend.config);
  const { terraform } = readJson(join(folder, 'cdk.tf.json')) as Synthesized;
  const [config] = Object.values(terraform?.backend ?? {});
  return config && stateOwner(basename(folder), config);
}

/** Terraform's record of where the state is. */
interface Initialized {
  readonly backend?: { readonly config: BackendPlace };
}

interface Synthesized {
  readonly terraform?: { readonly backend?: Readonly<Record<string, BackendPlace>> };
}

/** Reads nothing from a missing or truncated file: either Terraform reports the file, or it is written again. */
function readJson(path: string): object {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch {
    return {};
  }
}

function foldersIn(path: string): string[] {
  return entriesOf(path).flatMap((entry) => (entry.isDirectory() ? [join(path, entry.name)] : []));
}

function filesIn(path: string): string[] {
  return entriesOf(path).flatMap((entry) => (entry.isFile() ? [join(path, entry.name)] : []));
}

function entriesOf(path: string): Dirent[] {
  return existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
}

function move(folder: string, into: string): void {
  const place = join(into, basename(folder));
  mkdirSync(into, { recursive: true });
  rmSync(place, { recursive: true, force: true });
  renameSync(folder, place);
}
