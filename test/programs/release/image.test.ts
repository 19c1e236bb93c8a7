import { writeFileSync } from 'node:fs';

import { publishImage, type Run } from '../../../programs/release/image';

const BASE = `sha256:${'b'.repeat(64)}`;
const BUILT = `sha256:${'c'.repeat(64)}`;
const NAME = 'ghcr.io/acme/entra-scim';

/** A fake `docker` with this base image, which pushes what it builds. */
function docker(base: unknown, built: unknown): { run: Run; calls: string[] } {
  const calls: string[] = [];
  const run: Run = (command, args) => {
    calls.push([command, ...args].join(' '));
    const metadata = args.indexOf('--metadata-file');
    if (metadata > 0) writeFileSync(args[metadata + 1] ?? '', JSON.stringify({ 'containerimage.digest': built }));
    return args.includes('inspect') ? JSON.stringify({ digest: base }) : '';
  };
  return { run, calls };
}

describe('the image of a release', () => {
  test('begins with a base by digest, is pushed with a record of its build, and is named by digest', () => {
    const { run, calls } = docker(BASE, BUILT);

    expect(publishImage({ name: NAME, version: '0.2.0', run })).toBe(BUILT);
    expect(calls[0]).toBe('docker buildx imagetools inspect node:24-slim --format {{json .Manifest}}');
    expect(calls.at(-1)).toContain(
      `--push --platform linux/amd64 --provenance mode=max --build-arg NODE=node:24-slim@${BASE}`,
    );
    expect(calls.at(-1)).toContain(`--tag ${NAME}:0.2.0 .`);
  });

  test.each([
    ['the base', docker(undefined, BUILT)],
    ['what was built', docker(BASE, 'latest')],
  ])('fails when %s has no digest', (_, { run }) => {
    expect(() => publishImage({ name: NAME, version: '0.2.0', run })).toThrow(/gave no digest/);
  });
});
