import { readFileSync, writeFileSync } from 'node:fs';

import { atMost } from './at-most';
import { PlanFolder, type PlanRecord } from './plan-folder';
import type { Programs } from './programs';
import { named, type Print, since } from './progress';
import { seal } from './seal';
import type { Stack } from './stack';
import { StepError } from './step-error';
import { Terraform } from './terraform';

export interface PlanOptions {
  /** Where the plans go. */
  readonly folder: PlanFolder;

  /** Most stacks that are planned at once. */
  readonly parallel: number;

  /** Seals each plan beside itself, so that it may travel. Undefined for none. */
  readonly key: string | undefined;
  readonly programs: Programs;
  readonly print: Print;
}

/** Plans stacks. A failure of one does not keep others from being planned. */
export async function planStacks(stacks: readonly Stack[], options: PlanOptions): Promise<PlanRecord[]> {
  const records = await atMost(options.parallel, stacks, (stack) => planStack(stack, options));
  const changing = new Set(records.filter(({ outcome }) => outcome === 'changes').map(({ stack }) => stack));
  const settled = records.map((record, index): PlanRecord => {
    const waitsFor = stacks[index]?.dependencies.filter((name) => changing.has(name)) ?? [];
    return record.outcome === 'failed' && waitsFor.length > 0 ? { ...record, outcome: 'deferred' } : record;
  });
  options.folder.writeIndex(settled);
  return settled;
}

async function planStack(stack: Stack, { folder, key, programs, print }: PlanOptions): Promise<PlanRecord> {
  const say = named(print, stack.name);
  const start = performance.now();
  const terraform = new Terraform(stack, programs);
  folder.clear(stack.name);
  try {
    await terraform.init();
    // Planning writes nothing, so the identity that plans need not be able to lock the state.
    const outcome = await terraform.plan(folder.plan(stack.name), '-lock=false');
    writeFileSync(folder.document(stack.name), await terraform.show(folder.plan(stack.name)), { mode: 0o600 });
    if (key) writeFileSync(folder.sealed(stack.name), seal(readFileSync(folder.plan(stack.name)), stack.name, key));
    say(`${outcome}, ${since(start)}`);
    return { stack: stack.name, outcome };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    folder.clear(stack.name);
    say(error.message);
    return { stack: stack.name, outcome: 'failed', reason: error.message };
  }
}
