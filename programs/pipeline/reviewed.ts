import { writeFileSync } from 'node:fs';

import { readOutputOf, StepError } from './step';

/** What reviewers have seen. Holds no secret: whoever may read the comment may read it. */
export interface Reviewed {
  readonly stacks: Readonly<Record<string, ReviewedStack>>;

  /** Stacks that could not be planned before others are deployed, so that nobody has seen what becomes of them. */
  readonly deferred: readonly string[];
}

export interface ReviewedStack {
  /** Hash of the change set, SHA-256 in hex. Secrets count as masked. */
  readonly hash: string;

  /** Whether there is something to apply. */
  readonly changes: boolean;
}

const FORMAT_VERSION = 1;

export function writeReviewed(path: string, reviewed: Reviewed): void {
  writeFileSync(path, `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...reviewed }, null, 2)}\n`);
}

export function readReviewed(path: string): Reviewed {
  const { formatVersion, ...reviewed } = readOutputOf('review', path) as Reviewed & { formatVersion?: number };
  if (formatVersion === FORMAT_VERSION) return reviewed;
  throw new StepError(
    `${path} has the format version ${formatVersion ?? 'none'}, of which only ${FORMAT_VERSION} is known`,
  );
}

/** Those with changes that reviewers have seen. */
export function stacksToApply({ stacks }: Reviewed): string[] {
  return Object.entries(stacks).flatMap(([name, { changes }]) => (changes ? [name] : []));
}
