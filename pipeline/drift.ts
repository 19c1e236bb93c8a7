import { writeFileSync } from 'node:fs';

import { atMost } from './at-most';
import { type DriftReport, renderIssue, type StackDrift } from './drift-issue';
import type { PlanFolder } from './plan-folder';
import type { Programs } from './programs';
import { named, type Print, since } from './progress';
import { runProjectProgram } from './project-program';
import type { Stack } from './stack';
import { StepError } from './step-error';
import { tenantDrift } from './tenant-drift';
import { Terraform } from './terraform';

export interface DriftOptions {
  readonly folder: PlanFolder;

  /** Where the text of the issue goes, in Markdown. */
  readonly issue: string;
  readonly parallel: number;
  readonly programs: Programs;
  readonly print: Print;
}

/** Looks at what was changed outside of Terraform: in all that Terraform knows, and in what only Graph shows. */
export async function lookForDrift(stacks: readonly Stack[], options: DriftOptions): Promise<DriftReport> {
  const { folder, issue, parallel, programs } = options;
  const found = await atMost(parallel, stacks, (stack) => stackDrift(stack, options));
  const changed = found.filter(({ outcome }) => outcome === 'drift').map(({ stack }) => folder.document(stack));
  const report: DriftReport = { stacks: found, tenants: await tenantDrift([], programs) };
  writeFileSync(issue, renderIssue(report, changed.length === 0 ? undefined : await reviewOf(changed, programs)));
  return report;
}

async function stackDrift(stack: Stack, { folder, programs, print }: DriftOptions): Promise<StackDrift> {
  const say = named(print, stack.name);
  const start = performance.now();
  const terraform = new Terraform(stack, programs);
  folder.clear(stack.name);
  try {
    await terraform.init();
    const planned = await terraform.plan(folder.plan(stack.name), '-refresh-only', '-lock=false');
    writeFileSync(folder.document(stack.name), await terraform.show(folder.plan(stack.name)), { mode: 0o600 });
    const outcome = planned === 'changes' ? 'drift' : 'no drift';
    say(`${outcome}, ${since(start)}`);
    return { stack: stack.name, outcome };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    say(error.message);
    return { stack: stack.name, outcome: 'failed', reason: error.message };
  }
}

/** What the review says of drift. The policy is for plans that are applied, so that its verdict counts for nothing here. */
async function reviewOf(files: readonly string[], programs: Programs): Promise<string> {
  const { output, errors } = await runProjectProgram('review', [...files, '--format', 'markdown'], programs);
  if (output === '') throw new StepError(`the drift cannot be reviewed\n${errors.trim()}`);
  return output;
}
