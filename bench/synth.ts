import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';

import { type Compared, holds, summed } from './comparison';
import { writeFleet } from './fleet-of';
import { renderRatios } from './ratio-table';

interface Options {
  readonly tenants: number;
  readonly rounds: number;
}

/** The cost of synthesizing one configuration. */
interface Measured {
  readonly tenants: number;
  readonly resources: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Size of the small fleet, with which the large one is compared. */
const FEW = 10;

export const synth = new Command('synth')
  .description(
    'What does it cost to synthesize a tenant, relative to bare CDKTF and in a large fleet? Exits with 1 over a limit.',
  )
  .option('--tenants <n>', 'tenants of the large fleet', wholeNumber(1), 1_000)
  .option('--rounds <n>', 'how often each is measured', wholeNumber(1), 3)
  .action(run);

function run({ tenants, rounds }: Options): void {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-bench-'));
  try {
    writeFleet(join(folder, 'few'), FEW);
    writeFleet(join(folder, 'many'), tenants);
    const all = { few: [] as Measured[], many: [] as Measured[], bare: [] as Measured[] };
    for (let round = 1; round <= rounds; round++) {
      console.log(`round ${round} of ${rounds}: ${FEW} tenants, ${tenants} tenants, bare CDKTF …`);
      all.few.push(measure('ours', join(folder, 'few')));
      all.many.push(measure('ours', join(folder, 'many')));
      all.bare.push(measure('bare', join(folder, 'many')));
    }
    const [ours, bare] = [all.many[0]?.resources, all.bare[0]?.resources];
    if (ours !== bare)
      throw new Error(`bare CDKTF synthesized ${bare} resources instead of ${ours}; mend bench/bare-synth.ts`);

    const costs = [
      ...compare(`${tenants} tenants over bare CDKTF`, all.many, all.bare, 1.5),
      ...compare(`${tenants} tenants over ${FEW}`, all.many, all.few, 1.3),
    ];
    console.log(`${ours} resources and data sources in ${tenants + 1} stacks; cost per tenant, time of the processor:`);
    console.log(renderRatios(costs));
    process.exitCode = costs.every(holds) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Measures in a separate process, so that the memory of one run does not affect another run. */
function measure(kind: 'ours' | 'bare', folder: string): Measured {
  const node = ['--expose-gc', '--max-old-space-size=8192', '--import', 'tsx', 'bench/synth-once.ts', kind, folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`the ${kind} synthesis of ${folder} failed:\n${stderr}`);
  return JSON.parse(stdout) as Measured;
}

function compare(
  what: string,
  subject: readonly Measured[],
  base: readonly Measured[],
  costAtMost: number,
): Compared[] {
  const cost = (question: string, unit: 'KB' | 'ms', of: (one: Measured) => number): Compared => {
    const perTenant = (one: Measured | undefined) => (one ? of(one) / one.tenants : NaN);
    const rounds = subject.map((one, round) => ({ base: perTenant(base[round]), subject: perTenant(one) }));
    return summed(`${question}, ${what}`, { costAtMost }, rounds, unit);
  };
  return [cost('time', 'ms', ({ milliseconds }) => milliseconds), cost('memory', 'KB', ({ bytes }) => bytes / 1024)];
}
