import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Ended } from '../../programs/pipeline/programs';

/** A fake `npx --no cdktf synth` for the pipeline's tests, which writes the stacks in `<fake>/stacks.json`. */
export function fakeNpx(args: readonly string[], fake: string): Ended {
  if (args.join(' ') !== '--no cdktf synth') return { code: 1, output: '', errors: `npx knows no ${args.join(' ')}` };
  const stacks = JSON.parse(readFileSync(join(fake, 'stacks.json'), 'utf8')) as Record<
    string,
    { workingDirectory: string }
  >;
  for (const { workingDirectory } of Object.values(stacks)) {
    mkdirSync(join('cdktf.out', workingDirectory), { recursive: true });
  }
  writeFileSync('cdktf.out/manifest.json', JSON.stringify({ stacks }));
  return { code: 0, output: '', errors: '' };
}
