import { setImmediate as othersServed } from 'node:timers/promises';

import { JSONParser, TokenType } from '@streamparser/json';

import { ScimError } from '../scim/error';

/** Bytes that are parsed at a time. It takes a millisecond or two, during which no other request is served. */
const PIECE_BYTES = 16 * 1024;

/** Members of one object: more than any request may write, and few enough for V8 to add one quickly. */
const MEMBERS_MAX = 20_000;

/** Limits on the structure of a document, however many bytes it has. */
export interface JsonLimits {
  /** Levels of lists and objects within each other. */
  readonly depth: number;

  /** Lists, objects and their elements: 16 MiB of empty lists would take a hundred times that in memory. */
  readonly parts: number;
}

/**
 * The value of a long JSON text, as `JSON.parse` makes it. Other requests are served between two pieces of it, where
 * `JSON.parse` holds the process until it is done.
 *
 * @throws {ScimError} 400 `invalidSyntax` when it is not JSON or nested too deeply, 413 when it has too many parts.
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

/** The parser's message quotes the broken JSON. */
function attempt(flaw: string, parse: () => void): void {
  try {
    parse();
  } catch (error) {
    throw error instanceof ScimError
      ? error
      : ScimError.badRequest('invalidSyntax', `the body is not JSON: it ${flaw}`);
  }
}

/** Counts the parts of a document as they arrive, and refuses too many. */
function countingParts({ depth, parts }: JsonLimits): (token: { readonly token: TokenType }) => void {
  /** Members so far of each object that is open; undefined for a list. */
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

/** The complaint about a body whose lists and objects are nested too deeply. */
export function tooDeep(levels: number): ScimError {
  return ScimError.badRequest('invalidSyntax', `the body is nested more than ${levels} deep`);
}

function tooMany(what: string): ScimError {
  return new ScimError(413, `the body holds ${what}; send it in several requests`);
}
