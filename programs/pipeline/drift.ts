import { writeFileSync } from 'node:fs';

import { renderMarkdown, type Review, reviewFiles } from '../review';
import type { TenantDrift } from '../sync/drift/difference';

import { type DriftReport, renderIssue, roomForReview, type StackDrift } from './drift-issue';
import type { Entra } from './entra';
import { type PlanOptions, planStacks } from './plan';
import { isPlanned, type PlanRecord } from './plan-folder';
import { policyIn } from './review';
import type { Stack } from './stack';
import { listTenants, presentTenants } from './tenant';

export interface DriftOptions extends Omit<PlanOptions, 'key'> {
  /** File for the text of the issue, in Markdown. */
  readonly issue: string;

  /** Folder of the configuration. */
  readonly config: string;
  readonly entra: Entra;
}

/**
 * Looks for changes that were made outside Terraform: to resources that Terraform manages, and to settings that only
 * Microsoft Graph shows.
 *
 * This function makes ordinary plans, since they also show how a deployment would treat the changes. The review decides
 * what counts as drift, because Terraform reports even meaningless differences, such as an empty list in place of null.
 */
export async function lookForDrift(stacks: readonly Stack[], options: DriftOptions): Promise<DriftReport> {
  const { folder, issue, config, entra, print } = options;
  const records = await planStacks(stacks, { ...options, key: undefined });
  const failures: DriftReport['failures'][number][] = [];

  const review = await attempt('the review', () => {
    const files = records.filter(isPlanned).map(({ stack }) => folder.document(stack));
    return reviewFiles(files, policyIn(config), []);
  });
  const drifted = new Set(review?.plans.flatMap(({ file, drift }) => (drift.length > 0 ? [file] : [])));
  const found = records.map((record) => outcomeOf(record, drifted.has(folder.document(record.stack))));
  const tenants = await attempt('drift in Entra', () => driftInEntra(stacks, config, entra));

  const report: DriftReport = { stacks: found, tenants: tenants ?? [], failures };
  const notable = found.filter(({ outcome }) => outcome === 'drift' || outcome === 'not deployed');
  const part = review && partOf(review, new Set(notable.map(({ stack }) => folder.document(stack))));
  const text = part && part.plans.length > 0 ? renderMarkdown(part, roomForReview(report)) : undefined;
  writeFileSync(issue, renderIssue(report, text));
  return report;

  /** Runs one part. If the part fails, the failure is recorded, and the other parts still run. */
  async function attempt<Value>(where: string, look: () => Promise<Value> | Value): Promise<Value | undefined> {
    try {
      return await look();
    } catch (error) {
      const { message: reason } = error as Error;
      print(reason);
      failures.push({ where, reason });
      return undefined;
    }
  }
}

/**
 * The drift of the tenants of these stacks. Tenants that are being removed are left out, since their files declare
 * nothing that Entra could be compared with.
 */
async function driftInEntra(stacks: readonly Stack[], config: string, entra: Entra): Promise<TenantDrift[]> {
  const tenants = listTenants(config).filter(({ stack }) => stacks.some(({ name }) => name === stack));
  const slugs = presentTenants(tenants, []);
  return slugs.length === 0 ? [] : entra.drift(slugs);
}

function outcomeOf({ stack, outcome, reason }: PlanRecord, hasDrift: boolean): StackDrift {
  if (outcome === 'failed') return { stack, outcome, reason };
  if (hasDrift) return { stack, outcome: 'drift' };
  return { stack, outcome: outcome === 'no changes' ? 'no drift' : 'not deployed', reason };
}

/** The part of a review that concerns the plans in these files. */
function partOf({ plans, results }: Review, files: ReadonlySet<string>): Review {
  const part = plans.filter(({ file }) => files.has(file));
  return { plans: part, results: results.filter(({ plan }) => part.some(({ name }) => name === plan)) };
}
