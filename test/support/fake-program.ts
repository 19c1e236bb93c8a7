import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Ended } from '../../programs/pipeline/programs';

import { fakeGh } from './fake-gh';
import { fakeNpx } from './fake-npx';
import { fakeTerraform } from './fake-terraform';

/** What a fake program is told: where its files are, and where it was started. */
export interface Stage {
  readonly fake: string;
  readonly folder: string;
}

/** Plays a program, and records how it was called in `<fake>/calls`. Undefined for one that is not played. */
export function play(program: string, args: readonly string[], { fake, folder }: Stage): Ended | undefined {
  const record = (...words: readonly string[]) => {
    appendFileSync(join(fake, 'calls'), `${[program, ...words].join(' ')}\n`);
  };
  switch (program) {
    case 'terraform':
      record(basename(folder), ...args);
      return fakeTerraform(args, fake, folder);
    case 'npx':
      record(...args);
      return fakeNpx(args, fake);
    case 'gh':
      record(...args);
      return fakeGh(args, fake);
    default:
      return undefined;
  }
}
