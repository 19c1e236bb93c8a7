import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program until it ends, and returns its output. Throws when it fails. */
export type Run = (command: string, args: readonly string[]) => string;

export interface ImageOptions {
  /** Where the image goes, for example `ghcr.io/acme/entra-scim`. */
  readonly name: string;
  readonly version: string;
  readonly run: Run;
}

/** The base image of both stages of the Dockerfile. */
const BASE = 'node:24-slim';

/** Azure Container Apps supports no other platform. */
const PLATFORM = 'linux/amd64';

/**
 * Builds the image of the service on the newest base, by digest, and pushes it.
 *
 * @returns its digest, for example `sha256:…`.
 */
export function publishImage({ name, version, run }: ImageOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-image-'));
  const metadata = join(folder, 'metadata.json');
  try {
    const base = digestOf(run('docker', ['buildx', 'imagetools', 'inspect', BASE, '--format', '{{json .Manifest}}']));
    run('docker', ['buildx', 'create', '--use']); // the daemon's own builder writes no attestations
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
