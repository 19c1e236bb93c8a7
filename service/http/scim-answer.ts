import { once } from 'node:events';
import { setImmediate as othersServed } from 'node:timers/promises';

import type { Response } from 'express';

import type { JsonObject } from '../scim/json';

import { isLong, jsonPieces } from './json-pieces';
import { readerOf } from './reader';

/**
 * SCIM's media type. It has no charset, because JSON is always UTF-8 (RFC 8259 §11), and because strict clients compare
 * the whole header.
 */
export const SCIM_JSON = 'application/scim+json';

/** Answers with a JSON body. A long body is written in pieces, and only as fast as the client reads. */
export function answer(res: Response, status: number, body: JsonObject, mediaType = SCIM_JSON): void {
  res.statusCode = status;
  // Does not use res.json(), because Express adds a charset to every string that it sends.
  res.setHeader('Content-Type', mediaType);
  if (isLong(body)) answerInPieces(res, jsonPieces(body));
  else answerAtOnce(res, JSON.stringify(body));
}

/** Answers without a body. The default status, 204, means that the request succeeded and there is nothing to show. */
export function answerNothing(res: Response, status = 204): void {
  res.statusCode = status;
  res.end();
}

function answerAtOnce(res: Response, text: string): void {
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text); // a string is sent together with the headers, in one write
}

/**
 * Answers with text that is generated while it is written. If the text has only one piece, it is sent like any short
 * answer.
 */
function answerInPieces(res: Response, pieces: Iterator<string> & Iterable<string>): void {
  const [first, second] = [pieces.next(), pieces.next()];
  if (first.done || second.done) {
    answerAtOnce(res, first.done ? '' : first.value);
    return;
  }
  res.write(first.value);
  res.write(second.value);
  writePieces(res, pieces).catch((error: unknown) => {
    res.destroy(error as Error); // the answer has begun and cannot be replaced
  });
}

async function writePieces(res: Response, pieces: Iterable<string>): Promise<void> {
  if (res.closed) return;
  res.once('close', readerOf(res)?.watch(res) ?? (() => undefined));
  await othersServed();
  for (const piece of pieces) {
    if (res.writableNeedDrain) await drained(res);
    if (isOver(res)) return;
    res.write(piece);
    await othersServed(); // without a pause, a fast client would keep all other clients waiting
  }
  res.end();
}

function isOver({ closed, destroyed }: Response): boolean {
  return closed || destroyed;
}

/** Waits until the client has read the data that is still buffered, or has disconnected. */
async function drained(res: Response): Promise<void> {
  const gone = new AbortController();
  const stop = () => {
    gone.abort();
  };
  res.once('close', stop);
  await once(res, 'drain', { signal: gone.signal }).catch(() => undefined);
  res.off('close', stop);
}
