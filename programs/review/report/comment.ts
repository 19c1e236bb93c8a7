/** Maximum number of characters of a comment or an issue on GitHub. */
export const COMMENT_MAX = 65_536;

/** Marker by which a pipeline finds its comment again, to update it. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

/** Minimum length of a review, with room for the parts that are never left out, however long the names are. */
export const REVIEW_MIN = 20_000;
