/**
 * The limits of one page. When a page by cursor would exceed a limit, it ends early. When a page by index would exceed
 * a limit, it is refused.
 */
export interface PageLimits {
  /** Maximum size of the resources on a page by index, in bytes, roughly as sent. */
  readonly bytes: number;

  /** Maximum size of an answer that does not have to wait for memory, in bytes. A page by cursor is never larger. */
  readonly bytesWithoutRoom: number;

  /** Maximum number of members of all groups together, on a page with several groups. */
  readonly members: number;

  /** Maximum number of members of a group that is read alone. */
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
