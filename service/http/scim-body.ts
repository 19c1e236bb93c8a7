import { isUtf8 } from 'node:buffer';

import express, { type Request, type RequestHandler } from 'express';

import { ScimError } from '../scim/error';

import { SCIM_JSON } from './scim-answer';

/** Deeper than any resource, and shallow enough for everything that walks through a body. */
const DEPTH_MAX = 32;

/**
 * Reads the body of a request: JSON under SCIM's media type or its own, with or without a charset.
 *
 * @param limit most bytes.
 */
export function scimBody(limit: number): RequestHandler {
  const parse: RequestHandler = express.json({ type: () => true, limit, strict: false, verify: requireUtf8 });
  return (req, res, next) => {
    if (!hasBody(req)) {
      next();
      return;
    }
    requireMediaType(req.headers['content-type']);
    parse(req, res, (error?: unknown) => {
      next(error ?? depthFlaw(req.body));
    });
  };
}

function requireMediaType(type: string | undefined): void {
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(type ?? '')) {
    throw new ScimError(415, `the body must be ${SCIM_JSON}; got ${type ?? 'no Content-Type'}`);
  }
}

/** Bytes that are no UTF-8 would be kept as question marks. */
function requireUtf8(_req: unknown, _res: unknown, bytes: Buffer): void {
  if (!isUtf8(bytes)) throw ScimError.badRequest('invalidSyntax', 'the body must be UTF-8');
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function depthFlaw(body: unknown): ScimError | undefined {
  if (!depthExceeds(body, DEPTH_MAX)) return undefined;
  return ScimError.badRequest('invalidSyntax', `the body is nested more than ${DEPTH_MAX} deep`);
}

function depthExceeds(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => depthExceeds(part, levels - 1));
}
