import type { RequestHandler } from 'express';

/**
 * Headers sent with every page. They make a browser load nothing from other origins, run only this service's script
 * files, refuse to show the page inside a frame, and hide the page's address from other sites.
 */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

export const pageHeaders: RequestHandler = (_req, res, next) => {
  res.set(HEADERS);
  next();
};
