import type { RequestHandler } from 'express';

/**
 * Headers of pages. With these headers, a browser loads nothing from other origins, runs only the script files that the
 * service serves, does not show the page inside a frame, and does not send the page's address to other sites.
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
