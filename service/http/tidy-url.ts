import type { RequestHandler } from 'express';

/** Treats `//Users` as `/Users`. If the tenant URL in Entra ends with a slash, Entra sends two slashes. */
export const tidyUrl: RequestHandler = (req, _res, next) => {
  const end = req.url.indexOf('?');
  const path = end < 0 ? req.url : req.url.slice(0, end);
  if (path.includes('//')) req.url = path.replace(/\/{2,}/g, '/') + (end < 0 ? '' : req.url.slice(end));
  next();
};
