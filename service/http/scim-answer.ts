import { pipeline, Readable } from 'node:stream';

import type { Response } from 'express';

import type { JsonObject } from '../scim/json';

import { isLong, jsonPieces } from './json-pieces';

/** SCIM's media type. It takes no charset: JSON is UTF-8 (RFC 8259 §11), and strict clients compare the whole header. */
export const SCIM_JSON = 'application/scim+json';

/** Answers with a SCIM body. */
export function answer(res: Response, status: number, body: JsonObject): void {
  res.statusCode = status;
  // Not res.json(): Express adds a charset to every text that it sends.
  res.setHeader('Content-Type', SCIM_JSON);
  if (isLong(body)) {
    pipeline(Readable.from(jsonPieces(body)), res, () => undefined); // the request log tells of a client that went away
    return;
  }
  const text = JSON.stringify(body);
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text); // as a text it leaves together with the headers, in one write
}

/** Answers that all went well and that there is nothing to show. */
export function answerNothing(res: Response, status = 204): void {
  res.statusCode = status;
  res.end();
}
