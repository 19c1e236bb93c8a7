import http from 'node:http';
import https from 'node:https';

import { lookUpPublic, PrivateAddress, requirePublicHost } from './public-address';

/** An HTTP POST to a receiver. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;

  /** Whether the receiver may have a private address, and may be reached over plain HTTP. */
  readonly privateAddresses: boolean;
}

/** The answer of a receiver. */
export interface PostAnswer {
  readonly status: number;

  /** Value of the `Retry-After` header, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  /** The beginning of the body. */
  readonly body: string;
}

/** A receiver did not answer. The message gives the reason, and contains no host names or addresses. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Maximum time that a receiver may take to answer, in seconds. */
export const ANSWER_SECONDS = 15;

/** Maximum number of bytes to read from the body of an answer: enough for an error code. */
const BODY_BYTES_MAX = 1024;

/**
 * How long an idle connection is kept for the next event. It is shorter than the time for which most servers keep idle
 * connections.
 */
const IDLE_MS = 4_000;

const keptAlive = { keepAlive: true, timeout: IDLE_MS };
const AGENTS = {
  public: new https.Agent({ ...keptAlive, lookup: lookUpPublic }),
  private: new https.Agent(keptAlive),
  http: new http.Agent(keptAlive),
};

/**
 * Sends a POST to a receiver. Does not follow redirects.
 *
 * @throws {NoAnswer} when the receiver does not answer in time, or has an address that is not permitted. If `gone`
 * aborts the request, the reason of `gone` is thrown instead.
 */
export async function post(sent: Post, gone: AbortSignal, answerSeconds: number = ANSWER_SECONDS): Promise<PostAnswer> {
  const begun = performance.now();
  const within = (ms: number) =>
    attempt(sent, ms, gone).catch((error: unknown) => {
      gone.throwIfAborted();
      throw error instanceof ClosedMeanwhile ? error : noAnswer(error, answerSeconds);
    });
  try {
    return await within(answerSeconds * 1e3);
  } catch (error) {
    if (!(error instanceof ClosedMeanwhile)) throw error;
  }
  // The receiver closed an idle connection just when this request began to use it, so the request is sent once more,
  // over a new connection.
  return within(begun + answerSeconds * 1e3 - performance.now());
}

/** The receiver closed a reused connection before answering the request. */
class ClosedMeanwhile extends Error {}

class TimedOut extends Error {}

function attempt(
  { url, headers, body, privateAddresses }: Post,
  answerMs: number,
  gone: AbortSignal,
): Promise<PostAnswer> {
  return new Promise((answered, failed) => {
    const target = new URL(url);
    if (!privateAddresses) requirePublicHost(target);
    const isPlain = target.protocol === 'http:' && privateAddresses;
    const options = {
      method: 'POST',
      headers: { 'User-Agent': 'entra-scim', ...headers, 'Content-Length': Buffer.byteLength(body) },
    };
    gone.throwIfAborted();
    const request = isPlain
      ? http.request(target, { ...options, agent: AGENTS.http })
      : https.request(target, { ...options, agent: privateAddresses ? AGENTS.private : AGENTS.public });
    // A timer and a listener cost far less than signals that are combined for each request.
    const timer = setTimeout(() => request.destroy(new TimedOut()), answerMs);
    const onGone = () => request.destroy(gone.reason as Error);
    gone.addEventListener('abort', onGone);
    request.once('close', () => {
      clearTimeout(timer);
      gone.removeEventListener('abort', onGone);
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      failed(request.reusedSocket && error.code === 'ECONNRESET' ? new ClosedMeanwhile() : error);
    });
    request.once('response', (response) => {
      read(response, (start) => {
        const { statusCode: status = 0 } = response;
        answered({ status, retryAfterSeconds: secondsOf(response.headers['retry-after']), body: start });
      });
    });
    request.end(body);
  });
}

/** Reads the beginning of a body. If the body is incomplete, returns the part that has arrived. */
function read(response: http.IncomingMessage, done: (start: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = () => {
    done(Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString());
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) response.destroy();
  });
  response.on('error', () => undefined); // after an error, the `close` event follows
  response.once('close', finish);
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,7}$/.test(header) ? Number(header) : undefined;
}

/** Describes an error without any address and without anything that the receiver sent. */
function noAnswer(error: unknown, answerSeconds: number): NoAnswer {
  if (error instanceof PrivateAddress) {
    return new NoAnswer('its address is not public; an operator may allow it by privateAddresses');
  }
  if (error instanceof TimedOut) return new NoAnswer(`no answer within ${answerSeconds} seconds`);
  const { name, code = name } = error as NodeJS.ErrnoException;
  return new NoAnswer(WORDS[code] ?? `no answer (${code})`);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused (ECONNREFUSED)',
  ECONNRESET: 'the connection was closed without an answer (ECONNRESET)',
  ENOTFOUND: 'its host name is unknown (ENOTFOUND)',
  CERT_HAS_EXPIRED: 'its certificate has expired (CERT_HAS_EXPIRED)',
};
