import type { RequestHandler } from 'express';

/** Treats `//Users` as `/Users`: a tenant URL with a slash at the end makes Entra double the slash. */
export const tidyUrl: RequestHandler = (req, _res, next) => {
  const end = req.url.indexOf('?');
  const path = end < 0 ? req.url : req.url.slice(0, end);
  if (path.includes('//')) req.url = path.replace(/\/{2,}/g, '/') + (end < 0 ? '' : req.url.slice(end));
  next();
};
