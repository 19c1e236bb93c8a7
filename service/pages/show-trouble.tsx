import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';
import type { ComponentChildren, VNode } from 'preact';

import { toProblem } from '../admin/to-problem';
import { ClientGone } from '../directory/budget';
import { contextOf } from '../http/request-context';
import { RateExceeded } from '../http/request-rates';

import { sendPage } from './render';

interface Site {
  /** Name of the website in the log, for example `console`. */
  readonly name: string;
  readonly log: Logger;

  /** The link that an error page offers. */
  readonly back: { readonly href: string; readonly words: string };

  /** Puts an error message into the usual frame of the website. */
  readonly frame: (title: string, trouble: ComponentChildren, req: Request) => Promise<VNode>;
}

/** Answers errors on a website with a page that shows the reason and the id of the request. */
export function showTrouble({ name, log, back, frame }: Site): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (error instanceof ClientGone) return; // nobody would see the page
    const { requestId } = contextOf(req);
    const { status, message } = toProblem(error, requestId);
    if (status === 500) log.error({ err: error, requestId }, `a page of the ${name} failed`);
    if (error instanceof RateExceeded) res.setHeader('Retry-After', error.nextInSeconds);
    const trouble = (
      <>
        <div class="note note-bad" role="alert">
          <strong>{sentence(message)}</strong>
          <p class="muted">
            Status {status}, request <span class="mono">{requestId}</span>
          </p>
        </div>
        <p>
          <a href={back.href}>{back.words}</a>
        </p>
      </>
    );
    sendPage(res, await frame(TITLES[status] ?? 'This cannot be done', trouble, req), status);
  };
}

/** Begins a message with a capital letter, unless it begins with a name in quotes. */
function sentence(message: string): string {
  return message.slice(0, 1).toUpperCase() + message.slice(1);
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'You may not do this',
  404: 'There is no such page',
  429: 'Too many requests',
  500: 'Something broke on our side',
  503: 'The database does not answer',
};
