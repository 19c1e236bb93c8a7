import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { type BackendPlace, stateOwner } from './state-backend';

/** Subfolder of the output folder. It contains the stack folders of all platforms except the one being synthesized. */
const ASIDE = 'aside';

/**
 * Prepares the output folder for one platform's stacks. Moves the stack folders of other platforms aside, and moves the
 * folders of this platform back.
 *
 * Several environments have stacks with the same names. In each stack's folder, Terraform records which state the stack
 * uses. If environments shared a folder, Terraform would offer to move the state of one environment to another, and one
 * environment's imports would apply to another.
 *
 * @param platform name of the platform.
 * @returns notices for the operator.
 */
export function bringForward(outdir: string, platform: string): string[] {
  const stacks = join(outdir, 'stacks');
  const others = foldersIn(stacks).flatMap((folder) => {
    const owner = ownerOf(folder);
    return owner === undefined || owner === platform ? [] : [{ folder, owner }];
  });
  for (const { folder, owner } of others) {
    move(folder, join(outdir, ASIDE, owner));
    mkdirSync(folder); // the `cdktf` command removes the folder if it writes no stack there
  }
  // Remove the files that belong to the other stacks, such as the hash of the inputs.
  if (others.length > 0) for (const note of filesIn(outdir)) rmSync(note);

  for (const folder of foldersIn(join(outdir, ASIDE, platform))) {
    const place = join(stacks, basename(folder));
    if (!existsSync(place) || readdirSync(place).length === 0) move(folder, stacks);
  }

  return [...new Set(others.map(({ owner }) => owner))].map(
    (owner) =>
      `the stacks of '${owner}' were in ${outdir}; Terraform's files beside them are now in ` +
      `${join(outdir, ASIDE, owner)}, and are restored when you synthesize those stacks again`,
  );
}

/** Name of the platform whose state Terraform uses in a stack's folder. Undefined if the platform is unknown. */
function ownerOf(folder: string): string | undefined {
  const { backend } = readJson(join(folder, '.terraform', 'terraform.tfstate')) as Initialized;
  if (backend) return stateOwner(basename(folder), backend.config);
  const { terraform } = readJson(join(folder, 'cdk.tf.json')) as Synthesized;
  const [config] = Object.values(terraform?.backend ?? {});
  return config && stateOwner(basename(folder), config);
}

/** The content of `.terraform/terraform.tfstate`, in which Terraform records the backend in use. */
interface Initialized {
  readonly backend?: { readonly config: BackendPlace };
}

interface Synthesized {
  readonly terraform?: { readonly backend?: Readonly<Record<string, BackendPlace>> };
}

/**
 * Reads a JSON file. Returns an empty object if the file is missing or truncated, since Terraform either reports such a
 * file or writes it again.
 */
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
