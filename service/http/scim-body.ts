import { isUtf8 } from 'node:buffer';

import express, { type Request, type RequestHandler } from 'express';

import { ScimError } from '../scim/error';

import type { RoomFor } from './room';
import { SCIM_JSON } from './scim-answer';

/** Deeper than any resource, and shallow enough for everything that walks through a body. */
const DEPTH_MAX = 32;

/** Most bytes of a body. */
export interface BodyLimits {
  readonly ordinary: number;

  /** Of the body of a POST, PUT or PATCH of a group, which names its members: 100,000 of them have 5 MB. */
  readonly group: number;
}

/**
 * Reads the body of a request: JSON under SCIM's media type or its own, with or without a charset.
 *
 * @param roomFor waits until there is room for a large one.
 */
export function scimBody({ ordinary, group }: BodyLimits, roomFor: RoomFor): RequestHandler {
  const readerOf = (limit: number) =>
    express.json({ type: () => true, limit, strict: false, verify: requireUtf8 }) as RequestHandler;
  const [read, readLarge] = [readerOf(ordinary), readerOf(group)];
  return async (req, res, next) => {
    if (!hasBody(req)) {
      next();
      return;
    }
    requireMediaType(req.headers['content-type']);
    const done = (error?: unknown) => {
      next(error ?? depthFlaw(req.body));
    };
    if (!isOfGroup(req) || hasAtMost(ordinary, req)) {
      read(req, res, done);
      return;
    }
    await roomFor(req, res);
    readLarge(req, res, done);
  };
}

function isOfGroup({ path }: Request): boolean {
  return /^\/Groups(\/(?!\.search)[^/]*)?$/i.test(path);
}

/** Whether a body can be told to have so many bytes at most, before it is read. */
function hasAtMost(bytes: number, { headers }: Request): boolean {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = headers;
  return length !== undefined && Number(length) <= bytes && encoding === 'identity';
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
