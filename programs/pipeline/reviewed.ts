import { writeFileSync } from 'node:fs';

import { readOutputOf, StepError } from './step';

/**
 * Describes the plans that reviewers have seen. The description contains no secrets, so everybody who may read the
 * comment on the pull request may also read the description.
 */
export interface Reviewed {
  readonly stacks: Readonly<Record<string, ReviewedStack>>;

  /**
   * Stacks that cannot be planned until other stacks have been deployed. Nobody has reviewed the changes to these
   * stacks.
   */
  readonly deferred: readonly string[];
}

export interface ReviewedStack {
  /** Hash of the change set: SHA-256, in hex. Secrets are masked before hashing. */
  readonly hash: string;

  /** Whether there are changes to apply. */
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
    `${path} has the format version ${formatVersion ?? 'none'}, but only ${FORMAT_VERSION} is supported`,
  );
}

/** Names of stacks with changes that reviewers have seen. */
export function stacksToApply({ stacks }: Reviewed): string[] {
  return Object.entries(stacks).flatMap(([name, { changes }]) => (changes ? [name] : []));
}
