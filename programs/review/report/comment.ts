/** Most characters of a comment or an issue on GitHub. */
export const COMMENT_MAX = 65_536;

/** By which a pipeline finds its comment again, to update it. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

/** Fewest characters that a review needs: the parts that are never left out fit, whatever the names. */
export const REVIEW_MIN = 20_000;
