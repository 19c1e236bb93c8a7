/** Maximum number of characters of a comment or an issue on GitHub. */
export const COMMENT_MAX = 65_536;

/** Marker by which a pipeline finds its own comment again, to update it. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

/**
 * Minimum length of a review, in characters. It is enough for the parts that are never left out, even if they contain
 * long names.
 */
export const REVIEW_MIN = 20_000;
