import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program until it ends, and returns its output. Throws if the program fails. */
export type Run = (command: string, args: readonly string[]) => string;

export interface ImageOptions {
  /** Name under which the image is pushed, for example `ghcr.io/acme/entra-scim`. */
  readonly name: string;
  readonly version: string;
  readonly run: Run;
}

/** Base image of both stages in the Dockerfile. */
const BASE = 'node:24-slim';

/** Azure Container Apps supports no other platform. */
const PLATFORM = 'linux/amd64';

/**
 * Builds the image of the service and pushes it. The latest base image is used, pinned by digest.
 *
 * @returns digest of the pushed image, for example `sha256:…`.
 */
export function publishImage({ name, version, run }: ImageOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-image-'));
  const metadata = join(folder, 'metadata.json');
  try {
    const base = digestOf(run('docker', ['buildx', 'imagetools', 'inspect', BASE, '--format', '{{json .Manifest}}']));
    run('docker', ['buildx', 'create', '--use']); // the default builder of the daemon writes no attestations
    run('docker', [
      ...['buildx', 'build', '--push', '--platform', PLATFORM, '--provenance', 'mode=max'],
      ...['--build-arg', `NODE=${BASE}@${base}`, '--metadata-file', metadata, '--tag', `${name}:${version}`, '.'],
    ]);
    const { 'containerimage.digest': digest } = JSON.parse(readFileSync(metadata, 'utf8')) as Record<string, unknown>;
    return sound(digest, 'docker buildx build');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function digestOf(manifest: string): string {
  return sound((JSON.parse(manifest) as { digest?: unknown }).digest, 'docker buildx imagetools inspect');
}

function sound(digest: unknown, from: string): string {
  if (typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Error(`'${from}' gave no digest, but '${String(digest)}'`);
}
