/** Maximum number of characters of a comment or an issue on GitHub. */
export const COMMENT_MAX = 65_536;

/** Marker by which a pipeline finds its own comment again, so that it can update the comment. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

/**
 * Minimum length of a review, in characters. This is enough for all parts that are never left out, even if these parts
 * contain long names.
 */
export const REVIEW_MIN = 20_000;
