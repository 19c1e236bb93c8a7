import type { RequestHandler } from 'express';

/** Takes `//Users` for `/Users`: a tenant URL that ends with a slash makes Entra double it. */
export const tidyUrl: RequestHandler = (req, _res, next) => {
  const end = req.url.indexOf('?');
  const path = end < 0 ? req.url : req.url.slice(0, end);
  if (path.includes('//')) req.url = path.replace(/\/{2,}/g, '/') + (end < 0 ? '' : req.url.slice(end));
  next();
};
