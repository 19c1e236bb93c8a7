import type { RequestHandler, Response } from 'express';

import type { OnLimit } from '../directory/limit';

import { contextOf } from './request-context';

/**
 * Maximum time that a client may take to read a long answer: enough for 16 MiB at 300 KB a second. What it has not read
 * stays in memory.
 */
const READER_SECONDS = 60;

/** Ends answers that their clients do not read. */
export interface Reader {
  /** Starts the client's time for reading an answer. @returns a function that stops the clock. */
  watch(res: Response): () => void;
}

const READER = Symbol('reader');

interface WithReader {
  [READER]?: Reader;
}

/**
 * Limits the time that clients take to read long answers. A client that does not finish in time loses its connection.
 *
 * @param onLimit is called then.
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

/** Watches the client that reads an answer. */
export function readerOf(res: Response): Reader | undefined {
  return (res as WithReader)[READER];
}
