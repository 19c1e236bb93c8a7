import { IncomingMessage, ServerResponse } from 'node:http';

import type { Express } from 'express';

/** Classes of requests and answers, as options of `http.createServer`. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;

  /** Sets the application that handles the messages. Must be called before the first message arrives. */
  readonly adopt: (app: Express) => void;
}

/** The prototypes that Express creates for an application's requests and answers. */
interface Prototypes {
  request: object;
  response: object;
}

/**
 * Messages that inherit from Express's prototypes from the start, and answers that close their connection when the
 * server stops.
 *
 * Express changes the prototype of each request and answer unless it already is the right one. V8 keeps an object with
 * a changed prototype until the next full collection, and copies it until then: on Node 20 that costs more than
 * everything else in Express.
 */
export function messageClasses(isClosing: () => boolean): MessageClasses {
  class Incoming extends IncomingMessage {}
  class Answer<Request extends IncomingMessage> extends ServerResponse<Request> {
    // Every answer starts here, so this also covers requests that arrived before the server was asked to stop.
    override writeHead(...head: never[]): this {
      if (isClosing()) this.shouldKeepAlive = false;
      return super.writeHead(...(head as unknown as [number]));
    }
  }
  return {
    IncomingMessage: Incoming,
    ServerResponse: Answer,
    adopt: (app) => {
      const prototypes = app as unknown as Prototypes;
      Object.setPrototypeOf(Incoming.prototype, prototypes.request);
      Object.setPrototypeOf(Answer.prototype, prototypes.response);
      prototypes.request = Incoming.prototype;
      prototypes.response = Answer.prototype;
    },
  };
}
