import http from 'node:http';
import https from 'node:https';

import { lookUpPublic, PrivateAddress, requirePublicHost } from './public-address';

/** A request to a receiver. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;

  /** Whether the receiver may be at an address that is not public, and reached over http. */
  readonly privateAddresses: boolean;
}

/** What a receiver answered. */
export interface PostAnswer {
  readonly status: number;

  /** Seconds that its `Retry-After` asks for. */
  readonly retryAfterSeconds: number | undefined;

  /** The first bytes of the body. */
  readonly body: string;
}

/** A receiver did not answer. The message says why, and names nobody. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Longest that a receiver may take. */
const ANSWER_SECONDS = 15;

/** Bytes of an answer's body that are read: enough for an error code. */
const BODY_BYTES_MAX = 1024;

/** How long a connection is kept for the next event. Most servers keep it longer. */
const IDLE_MS = 4_000;

const keptAlive = { keepAlive: true, timeout: IDLE_MS };
const AGENTS = {
  public: new https.Agent({ ...keptAlive, lookup: lookUpPublic }),
  private: new https.Agent(keptAlive),
  http: new http.Agent(keptAlive),
};

/**
 * Sends a request to a receiver. Redirects are not followed.
 *
 * @throws {NoAnswer} when it does not answer in time, or is at an address where it may not be; the reason of `gone`.
 */
export async function post(sent: Post, gone: AbortSignal): Promise<PostAnswer> {
  const end = AbortSignal.any([gone, AbortSignal.timeout(ANSWER_SECONDS * 1e3)]);
  try {
    return await attempt(sent, end);
  } catch (error) {
    gone.throwIfAborted();
    if (!(error instanceof ClosedMeanwhile)) throw noAnswer(error);
  }
  // The receiver closed a connection that it had kept, at the moment in which it was used.
  return attempt(sent, end).catch((error: unknown) => {
    gone.throwIfAborted();
    throw noAnswer(error);
  });
}

/** A connection was closed before a request on it was answered. It had been used before. */
class ClosedMeanwhile extends Error {}

function attempt({ url, headers, body, privateAddresses }: Post, signal: AbortSignal): Promise<PostAnswer> {
  return new Promise((answered, failed) => {
    const target = new URL(url);
    if (!privateAddresses) requirePublicHost(target);
    const isPlain = target.protocol === 'http:' && privateAddresses;
    const options = {
      method: 'POST',
      headers: { 'User-Agent': 'entra-scim', ...headers, 'Content-Length': Buffer.byteLength(body) },
      signal,
    };
    const request = isPlain
      ? http.request(target, { ...options, agent: AGENTS.http })
      : https.request(target, { ...options, agent: privateAddresses ? AGENTS.private : AGENTS.public });
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

/** Reads the beginning of a body. Where it ends too early or never, there is less of it. */
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
  response.on('error', () => undefined); // it is closed then
  response.once('close', finish);
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,7}$/.test(header) ? Number(header) : undefined;
}

/** The words of errors, without addresses and without what the receiver sent. */
function noAnswer(error: unknown): NoAnswer {
  if (error instanceof PrivateAddress) {
    return new NoAnswer('its address is not public; an operator may allow it by privateAddresses');
  }
  const { name, code = name } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError')
    return new NoAnswer(`no answer within ${ANSWER_SECONDS} seconds`);
  return new NoAnswer(WORDS[code] ?? `no answer (${code})`);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused (ECONNREFUSED)',
  ECONNRESET: 'the connection was closed without an answer (ECONNRESET)',
  ENOTFOUND: 'its host name is unknown (ENOTFOUND)',
  CERT_HAS_EXPIRED: 'its certificate has expired (CERT_HAS_EXPIRED)',
};
