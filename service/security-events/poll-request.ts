import { ScimError } from '../scim/error';
import { isObject, type JsonObject } from '../scim/json';
import { sent } from '../scim/sent-value';

/** The body of a poll, which a receiver sends to get tokens (RFC 8936 §2.2 and §2.4). */
export interface PollRequest {
  /** Maximum number of tokens in the answer. A poll with 0 only acknowledges tokens. */
  readonly maxEvents: number;

  readonly returnImmediately: boolean;

  /** The `jti` of each token that the receiver has stored. */
  readonly ack: readonly string[];

  /** The error code (RFC 8935 §2.4) for each token that the receiver cannot use, keyed by the token's `jti`. */
  readonly setErrs: ReadonlyMap<string, string>;
}

/** Maximum number of tokens in an answer, even if the receiver requests more. */
export const EVENTS_MAX = 100;

/** Reads the body of a poll. @throws {ScimError} 400 that names the invalid member. */
export function readPollRequest(body: unknown = {}): PollRequest {
  if (!isObject(body)) throw wrong('the body must be a JSON object, such as { "maxEvents": 10, "ack": [] }');
  return {
    maxEvents: Math.min(wholeNumber(body) ?? EVENTS_MAX, EVENTS_MAX),
    returnImmediately: returnImmediately(body),
    ack: ack(body),
    setErrs: setErrs(body),
  };
}

function wholeNumber({ maxEvents }: JsonObject): number | undefined {
  if (maxEvents === undefined || (Number.isSafeInteger(maxEvents) && Number(maxEvents) >= 0)) {
    return maxEvents as number | undefined;
  }
  throw wrong(`'maxEvents' must be a whole number from 0 on; got ${shown(maxEvents)}`);
}

function returnImmediately({ returnImmediately: value = false }: JsonObject): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(`'returnImmediately' must be true or false; got ${shown(value)}`);
}

function ack({ ack: value = [] }: JsonObject): readonly string[] {
  if (Array.isArray(value) && value.every((jti) => typeof jti === 'string')) return value;
  throw wrong(`'ack' must be a list of the 'jti' of tokens`);
}

function setErrs({ setErrs: value = {} }: JsonObject): ReadonlyMap<string, string> {
  if (!isObject(value)) throw wrong(SET_ERRS);
  return new Map(
    Object.entries(value).map(([jti, error]) => {
      const err = isObject(error) ? error['err'] : undefined;
      if (typeof err !== 'string') throw wrong(SET_ERRS);
      return [jti, err];
    }),
  );
}

const SET_ERRS = `'setErrs' must be a map such as { "{jti}": { "err": "invalid_request", "description": "…" } }`;

function shown(value: unknown): string {
  return sent(JSON.stringify(value));
}

function wrong(detail: string): ScimError {
  return ScimError.badRequest('invalidSyntax', detail);
}
