import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';

import express, { type Request, type RequestHandler, type Response } from 'express';

import { ScimError } from '../scim/error';
import { sent } from '../scim/sent-value';

import { parseLongJson, tooDeep } from './parse-long-json';
import type { RoomFor } from './room';
import { SCIM_JSON } from './scim-answer';

/** Maximum nesting depth of a body: more than any resource needs, and small enough for recursive functions. */
const DEPTH_MAX = 32;

/**
 * Maximum size of a body that is read and parsed all at once, in bytes. It is ten times the size of the bodies that
 * Entra sends.
 */
const SHORT_BYTES = 16 * 1024;

/**
 * Maximum number of JSON values in a body. An ordinary body, such as a Bulk request, can then list 20,000 members, and a
 * large body for a single group 100,000.
 */
const PARTS_MAX = { ordinary: 100_000, group: 600_000 };

/** Maximum size of a body, in bytes. */
export interface BodyLimits {
  readonly ordinary: number;

  /**
   * Maximum size of the body of a POST, PUT or PATCH for a group. Such a body lists members, and 100,000 members take 5
   * MB.
   */
  readonly group: number;
}

/**
 * Functions that wait until there is enough memory for a body: one for long bodies, and one for bodies of a size that
 * is permitted only for groups.
 */
export interface RoomsForBodies {
  readonly long: RoomFor;
  readonly large: RoomFor;
}

/**
 * Reads the body of a request: JSON, sent with the media type of SCIM or of JSON, with or without a charset.
 *
 * If the body is long or has no stated length, waits until there is enough memory for it, and then parses it in pieces.
 */
export function scimBody({ ordinary, group }: BodyLimits, rooms: RoomsForBodies): RequestHandler {
  const isAnyType = { type: () => true };
  const readShort = express.json({
    ...isAnyType,
    limit: SHORT_BYTES,
    strict: false,
    verify: requireUtf8,
  }) as RequestHandler;
  const bytesOf = (limit: number) =>
    bytesReadBy(express.raw({ ...isAnyType, limit, verify: requireUtf8 }) as RequestHandler);
  const long = { room: rooms.long, bytesOf: bytesOf(ordinary), parts: PARTS_MAX.ordinary };
  const large = { room: rooms.large, bytesOf: bytesOf(group), parts: PARTS_MAX.group };

  return async (req, res, next) => {
    if (!hasBody(req)) {
      next();
      return;
    }
    requireMediaType(req.headers['content-type']);
    if (hasAtMost(Math.min(SHORT_BYTES, ordinary), req)) {
      readShort(req, res, (error?: unknown) => {
        next(error ?? depthFlaw(req.body));
      });
      return;
    }
    const { room, bytesOf, parts } = isOfGroup(req) && !hasAtMost(ordinary, req) ? large : long;
    await room(req, res);
    const bytes = await bytesOf(req, res);
    req.body = bytes.length === 0 ? {} : await parseLongJson(bytes, { depth: DEPTH_MAX, parts });
    next();
  };
}

/** Wraps one of Express's body parsers in a function that returns a promise. */
function bytesReadBy(parser: RequestHandler): (req: Request, res: Response) => Promise<Buffer> {
  const read = promisify(parser as (req: Request, res: Response, done: (error?: Error) => void) => void);
  return async (req, res) => {
    await read(req, res);
    return req.body as Buffer;
  };
}

function isOfGroup({ path }: Request): boolean {
  return /^\/Groups(\/(?!\.search)[^/]*)?$/i.test(path);
}

/** Whether the headers guarantee that the body has at most this number of bytes. */
function hasAtMost(bytes: number, { headers }: Request): boolean {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = headers;
  return length !== undefined && Number(length) <= bytes && encoding === 'identity';
}

function requireMediaType(type: string | undefined): void {
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(type ?? '')) {
    throw new ScimError(
      415,
      `the body must be ${SCIM_JSON}; got ${type === undefined ? 'no Content-Type' : sent(type)}`,
    );
  }
}

/** Refuses bytes that are not UTF-8. Otherwise, they would be stored as replacement characters. */
function requireUtf8(_req: unknown, _res: unknown, bytes: Buffer): void {
  if (!isUtf8(bytes)) throw ScimError.badRequest('invalidSyntax', 'the body must be UTF-8');
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function depthFlaw(body: unknown): ScimError | undefined {
  if (!depthExceeds(body, DEPTH_MAX)) return undefined;
  return tooDeep(DEPTH_MAX);
}

function depthExceeds(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => depthExceeds(part, levels - 1));
}
