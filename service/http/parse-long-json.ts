import { setImmediate as othersServed } from 'node:timers/promises';

import { JSONParser, TokenType } from '@streamparser/json';

import { ScimError } from '../scim/error';

/**
 * Number of bytes to parse at a time. Parsing them takes a millisecond or two, during which no other request is served.
 */
const PIECE_BYTES = 16 * 1024;

/**
 * Maximum number of members of one JSON object: more than any request needs, but few enough that V8 can still add each
 * member quickly.
 */
const MEMBERS_MAX = 20_000;

/** Limits on the structure of a document, regardless of its size in bytes. */
export interface JsonLimits {
  /** Maximum nesting depth of lists and objects. */
  readonly depth: number;

  /**
   * Maximum number of lists, objects and their elements. Without this limit, 16 MiB of empty lists would take a hundred
   * times as much memory.
   */
  readonly parts: number;
}

/**
 * Parses a long JSON text to the same value as `JSON.parse`. But `JSON.parse` would block the process until it
 * finished, whereas this function parses the text in pieces, and other requests are served between two pieces.
 *
 * @throws {ScimError} 400 `invalidSyntax` when the text is not JSON or is nested too deeply, 413 when it has too many
 * parts.
 */
export async function parseLongJson(bytes: Uint8Array, limits: JsonLimits): Promise<unknown> {
  const parser = new JSONParser({ paths: ['$'], stringBufferSize: PIECE_BYTES });
  let root: unknown;
  parser.onValue = ({ value }) => {
    root = value;
  };
  parser.onToken = countingParts(limits);
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const to = Math.min(from + PIECE_BYTES, bytes.length);
    attempt(`breaks between its bytes ${from} and ${to}`, () => {
      parser.write(bytes.subarray(from, to));
    });
    await othersServed();
  }
  attempt('ends too early', () => {
    if (!parser.isEnded) parser.end();
  });
  return root;
}

/**
 * Runs the parser. If it fails, throws an error with a different message, because the parser's message would quote the
 * broken JSON.
 */
function attempt(flaw: string, parse: () => void): void {
  try {
    parse();
  } catch (error) {
    throw error instanceof ScimError
      ? error
      : ScimError.badRequest('invalidSyntax', `the body is not JSON: it ${flaw}`);
  }
}

/** Counts the parts of a document as they arrive, and throws when there are too many. */
function countingParts({ depth, parts }: JsonLimits): (token: { readonly token: TokenType }) => void {
  /**
   * The lists and objects that are still open: for an object, the number of its members so far; for a list, undefined.
   */
  const open: (number | undefined)[] = [];
  let counted = 0;
  return ({ token }) => {
    switch (token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET:
        open.push(token === TokenType.LEFT_BRACE ? 1 : undefined);
        if (open.length > depth) throw tooDeep(depth);
        break;
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        open.pop();
        return;
      case TokenType.COMMA: {
        const members = open.at(-1);
        if (members === undefined) break;
        if (members >= MEMBERS_MAX) throw tooMany(`an object with more than ${MEMBERS_MAX} members`);
        open[open.length - 1] = members + 1;
        break;
      }
      default:
        return;
    }
    if (++counted > parts) throw tooMany(`more than ${parts} values`);
  };
}

/** The error for a body whose lists and objects are nested too deeply. */
export function tooDeep(levels: number): ScimError {
  return ScimError.badRequest('invalidSyntax', `the body is nested more than ${levels} deep`);
}

function tooMany(what: string): ScimError {
  return new ScimError(413, `the body contains ${what}; send it in several requests`);
}
