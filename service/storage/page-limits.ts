/** How much one page may hold. A page by cursor ends earlier then, a page by index is refused. */
export interface PageLimits {
  /** Bytes of the resources on a page by index, about as they are answered. */
  readonly bytes: number;

  /** Bytes that an answer has without asking for room: a page by cursor never has more. */
  readonly bytesWithoutRoom: number;

  /** Members of the groups on a page of several. */
  readonly members: number;

  /** Members of one group that is read by itself. */
  readonly membersOfOne: number;

  /** Members that an answer has without asking for room. */
  readonly membersWithoutRoom: number;
}

export const PAGE_LIMITS: PageLimits = {
  bytes: 16 * 1024 * 1024,
  bytesWithoutRoom: 1024 * 1024,
  members: 100_000,
  membersOfOne: 250_000,
  membersWithoutRoom: 5_000,
};
