import { IncomingMessage, ServerResponse } from 'node:http';

import type { Express } from 'express';

/** Classes for requests and answers, in the form of options for `http.createServer`. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;

  /** Sets the application that handles the messages. Must be called before the first message arrives. */
  readonly adopt: (app: Express) => void;
}

/** The prototypes that Express creates for the requests and answers of an application. */
interface Prototypes {
  request: object;
  response: object;
}

/**
 * Classes for requests and answers that inherit from Express's prototypes from the start. While the server is stopping,
 * each answer also closes its connection.
 *
 * Without these classes, Express would replace the prototype of each request and answer. V8 would then copy the object
 * and keep it until the next full garbage collection. On Node 20, this would cost more than everything else in Express.
 */
export function messageClasses(isClosing: () => boolean): MessageClasses {
  class Incoming extends IncomingMessage {}
  class Answer<Request extends IncomingMessage> extends ServerResponse<Request> {
    // Every answer starts with this call, so the check also covers requests that arrived before the server began to
    // stop.
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
