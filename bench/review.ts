import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';
import { type PlanReview, readPlan, renderMarkdown, reviewFiles, reviewPlan } from '../programs/review';

import { type Compared, holds, type Limit, summed } from './comparison';
import { planDocument } from './plan-document';
import { renderRatios } from './ratio-table';

interface Options {
  readonly changes: number;
  readonly plans: number;
  readonly rounds: number;
}

export const review = new Command('review')
  .description('What does a review of plans cost, relative to parsing their JSON, and per plan if there are many?')
  .option('--changes <n>', 'changes of the large plan', wholeNumber(1), 1_000)
  .option('--plans <n>', 'plans in one call', wholeNumber(1), 100)
  .option('--rounds <n>', 'how often each pair is measured', wholeNumber(1), 15)
  .action(run);

/** Number of changes in each of the small plans, as in a tenant's plan on a busy day. */
const FEW = 20;

function run({ changes, plans, rounds }: Options): void {
  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-bench-'));
  try {
    const write = (name: string, count: number): string => {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, planDocument(count));
      return path;
    };
    const large = write('large', changes);
    const many = Array.from({ length: plans }, (_, index) => write(`tenant-${index}`, FEW));

    const results = [
      compareWork(`class a plan of ${changes} changes over parsing it`, rounds, { costAtMost: 3 }, 1, {
        subject: () => classFiles([large]),
        base: () => parseFiles([large]),
      }),
      // The limit is high for two reasons: parsing a small plan takes very little time, and the review renders its
      // comment several times until the comment is short enough.
      compareWork(`review ${plans} plans in one call over parsing them`, rounds, { costAtMost: 20 }, 1, {
        subject: () => commentOn(many),
        base: () => parseFiles(many),
      }),
      compareWork(`review a plan among ${plans} over one alone`, rounds, { costAtMost: 1.5 }, plans, {
        subject: () => commentOn(many),
        base: () => commentOn(many.slice(0, 1)),
      }),
    ];
    console.log(renderRatios(results));
    const memory = memoryOf(large);
    console.log(`peak memory of a process that classifies ${changes} changes: ${memory} MB, at most ${MEMORY_MAX}`);
    process.exitCode = results.every(holds) && memory <= MEMORY_MAX ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Maximum memory, in MB. */
const MEMORY_MAX = 200;

/**
 * Peak memory for classifying a plan, in MB. It is measured in a separate process, because this one has already
 * reviewed many plans.
 */
function memoryOf(file: string): number {
  const node = ['--import', 'tsx', 'bench/review-once.ts', file];
  return Math.round(Number(execFileSync(process.execPath, node, { encoding: 'utf8' })) / 1024);
}

function classFiles(files: readonly string[]): PlanReview[] {
  return files.map((file) => reviewPlan(file, file, readPlan(file)));
}

/** Does the work of `npx entra-scim review`, but starts no process and prints nothing. */
function commentOn(files: readonly string[]): string {
  return renderMarkdown(reviewFiles(files, undefined));
}

function parseFiles(files: readonly string[]): unknown[] {
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown);
}

/**
 * Measures the processor time of base and subject in turn, so that other load on the machine matters less.
 *
 * @param parts number of parts that the subject has. The average part is compared with the base.
 */
function compareWork(
  question: string,
  rounds: number,
  limit: Limit,
  parts: number,
  { subject, base }: { subject: () => unknown; base: () => unknown },
): Compared {
  perSecond(base, 1); // for warm-up
  perSecond(subject, 1);
  const measured = Array.from({ length: rounds }, () => ({
    base: perSecond(base, parts),
    subject: perSecond(subject, 1) * parts,
  }));
  return summed(question, limit, measured);
}

/** How often the work can be done per second of processor time. */
function perSecond(work: () => unknown, times: number): number {
  const start = process.cpuUsage();
  for (let count = 0; count < times; count++) work();
  const { user, system } = process.cpuUsage(start);
  return (times * 1e6) / (user + system);
}
