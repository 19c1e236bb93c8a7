import { rmSync, writeFileSync } from 'node:fs';

import { EXIT } from '../../command-line/exit-code';
import { COMMENT_MAX } from '../review/report/comment';

import { commentOf, emptyReview, type Notes, notesOf, type Subject } from './comment';
import type { PlanFolder } from './plan-folder';
import type { Programs } from './programs';
import { jsonOf, runProjectProgram } from './project-program';
import { type Reviewed, writeReviewed } from './reviewed';
import { StepError } from './step-error';

export interface ReviewOptions {
  readonly folder: PlanFolder;

  /** Where the comment goes, in Markdown. */
  readonly comment: string;

  /** Where the same goes with more details, for the summary of a run. */
  readonly summary: string;

  /** Where the hashes go that a deployment compares with. */
  readonly reviewed: string;

  /** What the comment is of. */
  readonly subject: Subject;

  /** What is handed on to `npm run review`: `--policy`, `--label`, `--fail-on`. */
  readonly pass: readonly string[];
  readonly programs: Programs;
}

/** Most characters of the summary of a run, of which GitHub takes 1 MiB per step. */
const SUMMARY_MAX = 500_000;

interface ReviewDocument {
  readonly plans: readonly { readonly file: string; readonly changeSetHash: string }[];
}

/**
 * Reviews all plans of a folder. Only when nothing is left to object are there hashes, and with them a deployment.
 *
 * @returns the exit code of `npm run review`.
 */
export async function reviewPlans(options: ReviewOptions): Promise<number> {
  const { folder, comment, summary, reviewed, subject, pass, programs } = options;
  const records = folder.readIndex();
  const planned = records.filter(({ outcome }) => outcome === 'changes' || outcome === 'no changes');
  const deferred = records.filter(({ outcome }) => outcome === 'deferred');
  const failed = records.filter(({ outcome }) => outcome === 'failed');
  const files = planned.map(({ stack }) => folder.document(stack));

  rmSync(reviewed, { force: true });
  const notes = notesOf({ deferred, failed }, subject);
  const nothing = emptyReview(records.length > 0);
  const { code, texts, hashes } =
    files.length === 0 ? { ...NOTHING, texts: [nothing, nothing] } : await review(files, notes, pass, programs);
  for (const [index, file] of [comment, summary].entries())
    writeFileSync(file, commentOf(texts[index] ?? nothing, notes));
  if (failed.length > 0) {
    throw new StepError(
      `not planned: ${failed.map(({ stack }) => stack).join(', ')}; what is wrong stands in ${comment}`,
    );
  }
  if (code === 0) {
    const stacks: Reviewed['stacks'] = Object.fromEntries(
      planned.map(({ stack, outcome }) => {
        const hash = hashes.get(folder.document(stack));
        if (hash === undefined) throw new StepError(`the review does not tell the hash of ${stack}`);
        return [stack, { hash, changes: outcome === 'changes' }];
      }),
    );
    writeReviewed(reviewed, { stacks, deferred: deferred.map(({ stack }) => stack) });
  }
  return code;
}

const NOTHING = { code: 0, hashes: new Map<string, string>() };

async function review(files: readonly string[], notes: Notes, pass: readonly string[], programs: Programs) {
  const around = notes.above.length + notes.below.length + 4; // new lines
  const [markdown, full, json] = await Promise.all(
    [
      ['--format=markdown', `--length-max=${COMMENT_MAX - around}`],
      ['--format=markdown', `--length-max=${SUMMARY_MAX - around}`],
      ['--format=json'],
    ].map((format) => runProjectProgram('review', [...files, ...format, ...pass], programs)),
  );
  if (!markdown || !full || !json || markdown.code === EXIT.unusable) {
    throw new StepError(`the plans cannot be reviewed\n${markdown?.errors.trim() ?? ''}`);
  }
  const { plans } = jsonOf('review', json) as ReviewDocument;
  return {
    code: markdown.code,
    texts: [markdown.output, full.output],
    hashes: new Map(plans.map(({ file, changeSetHash }) => [file, changeSetHash])),
  };
}
