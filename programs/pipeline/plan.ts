import { readFileSync, writeFileSync } from 'node:fs';

import { atMost } from '../../command-line/at-most';

import { isAwaited } from './awaited';
import type { Diagnostic } from './diagnostic';
import { PlanFolder, type PlanRecord } from './plan-folder';
import type { Programs } from './programs';
import { named, type Print, since } from './progress';
import { seal } from './seal';
import type { Stack } from './stack';
import { StepError } from './step-error';
import { Terraform, TerraformError } from './terraform';

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
  const planned = await atMost(options.parallel, stacks, (stack) => planStack(stack, options));
  const changing = new Set(planned.flatMap(({ record }) => (record.outcome === 'changes' ? [record.stack] : [])));
  const records = planned.map(({ record, errors }, index): PlanRecord => {
    const waitsFor = stacks[index]?.dependencies.filter((name) => changing.has(name)) ?? [];
    const documents = waitsFor.map((name) => readFileSync(options.folder.document(name), 'utf8'));
    return isAwaited(errors, documents) ? { ...record, outcome: 'deferred' } : record;
  });
  options.folder.writeIndex(records);
  return records;
}

/** What came of planning a stack, and what Terraform named as its errors. */
interface Attempt {
  readonly record: PlanRecord;
  readonly errors: readonly Diagnostic[];
}

async function planStack(stack: Stack, { folder, key, programs, print }: PlanOptions): Promise<Attempt> {
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
    return { record: { stack: stack.name, outcome }, errors: [] };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    folder.clear(stack.name);
    say(error.message);
    const record = { stack: stack.name, outcome: 'failed', reason: error.message } as const;
    return { record, errors: error instanceof TerraformError ? error.errors : [] };
  }
}
