import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Ended } from '../../programs/pipeline/run-program';
import type { TenantDrift } from '../../programs/pipeline/tenant-drift';
import { review } from '../../programs/review/program';

import { callProgram } from './call-program';

/**
 * Plays `npm run --silent <program> -- …` for the pipeline's tests. The review is the real one; the others answer with
 * files in `fake`: `tenants.json`, `fail-lock`, `drift.json`, `fail-<program>`, `fail-sync-<slug>`, and `stacks.json` for what a synth
 * makes.
 */
export async function fakeNpm([, , program = '', , ...args]: readonly string[], fake: string): Promise<Ended> {
  const file = (name: string) => join(fake, name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);

  const failure = read(`fail-${program}`) ?? read(`fail-${program}-${args[0]}`);
  if (failure !== undefined) return { code: 1, output: '', errors: failure };
  switch (program) {
    case 'review':
      return callProgram(review, args);
    case 'synth': {
      const stacks = JSON.parse(read('stacks.json') ?? '{}') as Record<string, { workingDirectory: string }>;
      for (const { workingDirectory } of Object.values(stacks)) {
        mkdirSync(join('cdktf.out', workingDirectory), { recursive: true });
      }
      writeFileSync('cdktf.out/manifest.json', JSON.stringify({ stacks }));
      return { code: 0, output: '', errors: '' };
    }
    case 'tenants': {
      const stale = args.includes('lock') ? read('fail-lock') : undefined;
      if (stale !== undefined) return { code: 1, output: '', errors: stale };
      return { code: 0, output: args.includes('lock') ? '' : (read('tenants.json') ?? '[]'), errors: '' };
    }
    case 'sync':
      return { code: 0, output: 'connection   tested\n', errors: '' };
    case 'drift': {
      const slugs = args.slice(0, args.indexOf('--format'));
      const drifts = JSON.parse(read('drift.json') ?? '[]') as TenantDrift[];
      const found = drifts.filter(({ tenant }) => slugs.length === 0 || slugs.includes(tenant));
      const code = found.some(({ differences }) => differences.length > 0) ? 2 : 0;
      return { code: found.some(({ error }) => error) ? 1 : code, output: JSON.stringify(found), errors: '' };
    }
    default:
      return { code: 1, output: '', errors: `npm knows no ${program}` };
  }
}
