import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type FailOn, isMet, keepsPolicy, renderMarkdown, reviewFiles } from '../review';
import { COMMENT_MAX } from '../review/report/comment';

import { commentOf, emptyReview, notesOf, type Subject } from './comment';
import { isPlanned, type PlanFolder } from './plan-folder';
import { writeReviewed } from './reviewed';
import { StepError } from './step';

export interface ReviewOptions {
  readonly folder: PlanFolder;

  /** File for the comment, in Markdown. */
  readonly comment: string;

  /** File for the longer version of the comment, which is shown in the summary of a run. */
  readonly summary: string;

  /** File for the hashes of the reviewed plans. A deployment compares them with the hashes of its own plans. */
  readonly reviewed: string;

  /** The commit that is reviewed, and the labels of its pull request. */
  readonly subject: Subject;

  /** Path of the policy file. If undefined, the default policy applies. */
  readonly policy: string | undefined;

  /**
   * Class of changes that the caller asks about: `isMet` in the verdict is true if a plan contains changes of this
   * class or of a worse class. Undefined if the caller does not need `isMet`.
   */
  readonly failOn: FailOn | undefined;
}

/** The result of a review. */
export interface Verdict {
  readonly keepsPolicy: boolean;

  /** Whether a plan contains changes of the class `failOn`, or of a worse class. */
  readonly isMet: boolean;
}

/** Maximum length of the summary of a run, in characters. GitHub allows 1 MiB per step. */
const SUMMARY_MAX = 500_000;

/** The policy file in a configuration's folder. Undefined if there is no such file. The default policy then applies. */
export function policyIn(folder: string): string | undefined {
  const path = join(folder, 'policy.yaml');
  return existsSync(path) ? path : undefined;
}

/**
 * Reviews all plans in a folder. Writes the hashes of the plans only if no objection is left. Without the hashes,
 * nothing is deployed.
 */
export function reviewPlans({ folder, comment, summary, reviewed, subject, policy, failOn }: ReviewOptions): Verdict {
  for (const file of [comment, summary, reviewed]) rmSync(file, { force: true }); // files of an earlier review
  const records = folder.readIndex();
  const planned = records.filter(isPlanned);
  const deferred = records.filter(({ outcome }) => outcome === 'deferred');
  const failed = records.filter(({ outcome }) => outcome === 'failed');

  const files = planned.map(({ stack }) => folder.document(stack));
  const review = reviewFiles(files, policy, subject.labels);
  const notes = notesOf({ deferred, failed }, subject);
  const around = notes.above.length + notes.below.length + 4; // the line breaks between the parts
  for (const [file, max] of [[comment, COMMENT_MAX] as const, [summary, SUMMARY_MAX] as const]) {
    const text = files.length === 0 ? emptyReview(records.length > 0) : renderMarkdown(review, max - around);
    writeFileSync(file, commentOf(text, notes));
  }
  if (failed.length > 0) {
    throw new StepError(`not planned: ${failed.map(({ stack }) => stack).join(', ')}; for the reason, see ${comment}`);
  }
  const verdict = { keepsPolicy: keepsPolicy(review), isMet: failOn !== undefined && isMet(review, failOn) };
  if (!verdict.keepsPolicy || verdict.isMet) return verdict;

  const stacks = planned.map(({ stack, outcome }, index) => {
    const hash = review.plans[index]?.changeSetHash ?? '';
    return [stack, { hash, changes: outcome === 'changes' }] as const;
  });
  writeReviewed(reviewed, { stacks: Object.fromEntries(stacks), deferred: deferred.map(({ stack }) => stack) });
  return verdict;
}
