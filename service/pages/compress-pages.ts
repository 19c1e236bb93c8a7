import compression from 'compression';
import type { Request, RequestHandler } from 'express';

/**
 * Compresses pages, the files that pages load, and CSV files.
 *
 * A page repeats its query. If another site could make a browser open pages with queries of its choice, an attacker who
 * sees the length of the compressed answers could guess what else is on the page (BREACH). Therefore, a page with a
 * query is compressed only if the browser says that the request came from a page of this service or from the person.
 */
export const compressPages: RequestHandler = compression({
  filter: (req, res) => (!hasQuery(req) || isOwn(req)) && compression.filter(req, res),
});

function hasQuery({ originalUrl }: Request): boolean {
  return originalUrl.includes('?');
}

/** Browsers that do not send the header count as another site. */
function isOwn(req: Request): boolean {
  return ['same-origin', 'none'].includes(req.get('Sec-Fetch-Site') ?? '');
}
