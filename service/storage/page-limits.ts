/** How much one page may hold. Beyond that, a page by cursor ends early, and a page by index is refused. */
export interface PageLimits {
  /** Bytes of the resources on a page by index, roughly as sent. */
  readonly bytes: number;

  /** Bytes that an answer may have without waiting for room. A page by cursor never has more. */
  readonly bytesWithoutRoom: number;

  /** Members of all groups together on a page with several groups. */
  readonly members: number;

  /** Members of a group that is read alone. */
  readonly membersOfOne: number;

  /** Members that an answer may have without waiting for room. */
  readonly membersWithoutRoom: number;
}

export const PAGE_LIMITS: PageLimits = {
  bytes: 16 * 1024 * 1024,
  bytesWithoutRoom: 1024 * 1024,
  members: 100_000,
  membersOfOne: 250_000,
  membersWithoutRoom: 5_000,
};
