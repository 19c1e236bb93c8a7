import type { RequestHandler, Response } from 'express';

import type { OnLimit } from '../directory/limit';

import { contextOf } from './request-context';

/**
 * Maximum time that a client may take to read a long answer: enough for 16 MiB at 300 KB a second. The limit is needed
 * because the unread part stays in memory.
 */
const READER_SECONDS = 60;

/** Ends answers that clients read too slowly. */
export interface Reader {
  /** Starts to limit the time that the client may take to read the answer. @returns a function that lifts the limit. */
  watch(res: Response): () => void;
}

const READER = Symbol('reader');

interface WithReader {
  [READER]?: Reader;
}

/**
 * Limits the time that clients may take to read long answers. A client that takes longer loses its connection.
 *
 * @param onLimit is called for each connection that is closed for this reason.
 */
export function limitReaders(onLimit: OnLimit, seconds = READER_SECONDS): RequestHandler {
  const reader: Reader = {
    watch: (res) => {
      const timer = setTimeout(() => {
        onLimit({ tenant: contextOf(res.req).principal?.tenant?.slug, limit: 'reader', outcome: 'cut' });
        res.destroy();
      }, seconds * 1e3);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  return (_req, res, next) => {
    (res as WithReader)[READER] = reader;
    next();
  };
}

/** The reader that limits how long the client may take to read this answer. */
export function readerOf(res: Response): Reader | undefined {
  return (res as WithReader)[READER];
}
