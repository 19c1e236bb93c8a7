/**
 * The limits of one page. A cursor-based page that would exceed a limit ends early. An index-based page that would
 * exceed a limit is refused.
 */
export interface PageLimits {
  /**
   * Maximum size, in bytes, of the resources on an index-based page. Sizes are roughly those of the resources as sent.
   */
  readonly bytes: number;

  /**
   * Maximum size, in bytes, of an answer that does not have to wait for memory. A cursor-based page is never larger.
   */
  readonly bytesWithoutRoom: number;

  /** Maximum total number of members on a page with several groups. */
  readonly members: number;

  /** Maximum number of members returned when a single group is read. */
  readonly membersOfOne: number;

  /** Maximum number of members in an answer that does not have to wait for memory. */
  readonly membersWithoutRoom: number;
}

export const PAGE_LIMITS: PageLimits = {
  bytes: 16 * 1024 * 1024,
  bytesWithoutRoom: 1024 * 1024,
  members: 100_000,
  membersOfOne: 250_000,
  membersWithoutRoom: 5_000,
};
