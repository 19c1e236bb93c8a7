import { writeFileSync } from 'node:fs';

import { type DriftReport, renderIssue, roomForReview, type StackDrift } from './drift-issue';
import { planStacks } from './plan';
import type { PlanFolder, PlanRecord } from './plan-folder';
import type { Programs } from './programs';
import type { Print } from './progress';
import { jsonOf, runProjectProgram } from './project-program';
import type { Stack } from './stack';
import { StepError } from './step-error';
import { listTenants, presentTenants } from './tenant';
import { type TenantDrift, tenantDrift } from './tenant-drift';

export interface DriftOptions {
  readonly folder: PlanFolder;

  /** Where the text of the issue goes, in Markdown. */
  readonly issue: string;

  /** What is handed on to `npm run review`. */
  readonly pass: readonly string[];
  readonly parallel: number;
  readonly programs: Programs;
  readonly print: Print;
}

/** What is read of a review as JSON. */
interface ReviewDocument {
  readonly plans: readonly { readonly file: string; readonly drift: readonly unknown[] }[];
}

/**
 * Looks at what was changed outside of Terraform: in all that Terraform knows, and in what only Graph shows.
 *
 * Makes plans as for a deployment, which show what that does to it too. Whether there is drift the review tells: Terraform
 * counts it as a change when a provider writes nothing as an empty list instead of as null.
 */
export async function lookForDrift(stacks: readonly Stack[], options: DriftOptions): Promise<DriftReport> {
  const { folder, issue, pass, parallel, programs, print } = options;
  const records = await planStacks(stacks, { folder, parallel, key: undefined, programs, print });
  const planned = records.filter(({ outcome }) => outcome === 'changes' || outcome === 'no changes');
  const files = planned.map(({ stack }) => folder.document(stack));

  const failures: DriftReport['failures'][number][] = [];
  const drifted = await attempt('the review', () => driftedFiles(files, pass, programs));
  const found = records.map((record) => outcomeOf(record, drifted?.has(folder.document(record.stack))));
  const told = found.filter(({ outcome }) => outcome === 'drift' || outcome === 'not deployed');
  const documents = told.map(({ stack }) => folder.document(stack)).filter((file) => files.includes(file));
  const tenants = (await attempt('what Entra has', () => driftInEntra(stacks, programs))) ?? [];

  const report: DriftReport = { stacks: found, tenants, failures };
  const room = roomForReview(report);
  const review =
    drifted === undefined || documents.length === 0
      ? undefined
      : await attempt('the review', () => textOf(documents, [`--length-max=${room}`, ...pass], programs));
  writeFileSync(issue, renderIssue(report, review));
  return report;

  /** What one part cannot tell does not keep the others from telling theirs. */
  async function attempt<Value>(where: string, look: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      print(error.message);
      failures.push({ where, reason: error.message });
      return undefined;
    }
  }
}

/** Of the tenants that these stacks are of. One that is to go has nothing to look at. */
async function driftInEntra(stacks: readonly Stack[], programs: Programs): Promise<TenantDrift[]> {
  const tenants = (await listTenants(programs)).filter(({ stack }) => stacks.some(({ name }) => name === stack));
  return tenantDrift(presentTenants(tenants, []), programs);
}

function outcomeOf({ stack, outcome, reason }: PlanRecord, hasDrift: boolean | undefined): StackDrift {
  if (outcome === 'failed') return { stack, outcome, reason };
  if (hasDrift) return { stack, outcome: 'drift' };
  return { stack, outcome: outcome === 'no changes' ? 'no drift' : 'not deployed', reason };
}

/** The documents that tell of drift. */
async function driftedFiles(
  files: readonly string[],
  pass: readonly string[],
  programs: Programs,
): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const ended = await runProjectProgram('review', [...files, '--format', 'json', ...pass], programs);
  const { plans } = jsonOf('review', ended) as ReviewDocument;
  return new Set(plans.flatMap(({ file, drift }) => (drift.length > 0 ? [file] : [])));
}

/** What the review says of them. Its exit code is about plans that are applied, so that it counts for nothing here. */
async function textOf(files: readonly string[], pass: readonly string[], programs: Programs): Promise<string> {
  const { output, errors } = await runProjectProgram('review', [...files, '--format', 'markdown', ...pass], programs);
  if (output === '') throw new StepError(`the drift cannot be reviewed\n${errors.trim()}`);
  return output;
}
