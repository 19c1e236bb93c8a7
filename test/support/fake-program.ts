import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Ended } from '../../programs/pipeline/programs';

import { fakeGh } from './fake-gh';
import { fakeNpx } from './fake-npx';
import { fakeTerraform } from './fake-terraform';

/** The surroundings of a fake program: the folder with its files, and the folder in which it was started. */
export interface Stage {
  readonly fake: string;
  readonly folder: string;
}

/** Runs the fake of a program, and records the call in `<fake>/calls`. Undefined for a program that has no fake. */
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
