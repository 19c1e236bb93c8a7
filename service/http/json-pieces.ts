import { isObject, type JsonObject } from '../scim/json';
import { MadeList } from '../scim/made-list';

/**
 * Approximate number of characters to serialize at a time. Serializing them takes a few milliseconds, during which no
 * other request is answered.
 */
const PIECE_LENGTH = 128 * 1024;

/** Number of list elements to serialize at a time. For members of a group, this is a few hundred kilobytes. */
const ELEMENTS_MAX = 1_000;

/** Maximum length of a list that is mapped immediately. A search for one resource returns fewer elements. */
const FEW = 10;

/**
 * Maps the resources of an answer. A short list is mapped immediately. The resources of a longer list are mapped one by
 * one while the answer is written.
 */
export function eachMade<From, To>(items: readonly From[], make: (item: From) => To): Iterable<To> {
  return MadeList.of(items, make, FEW);
}

/** Whether a document should be written in pieces. */
export function isLong(document: JsonObject): boolean {
  for (const name in document) if (isLongValue(document[name])) return true;
  return false;
}

/**
 * Serializes a document as JSON, piece by piece, so that other requests are answered between two pieces, and a group
 * with 100,000 members never becomes one long string. A list may be mapped while it is written ({@link eachMade}).
 */
export function* jsonPieces(document: JsonObject): Generator<string> {
  let text = '';
  for (const part of partsOf(document)) {
    text += part;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function* partsOf(document: JsonObject): Generator<string> {
  if (!isLong(document)) {
    yield JSON.stringify(document);
    return;
  }
  let before = '{';
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    if (isLongValue(value)) yield* partsOfList(value);
    else yield JSON.stringify(value);
    before = ',';
  }
  yield '}';
}

function* partsOfList(list: Iterable<unknown>): Generator<string> {
  yield '[';
  if (Array.isArray(list) && list.length > ELEMENTS_MAX) {
    for (let from = 0; from < list.length; from += ELEMENTS_MAX) {
      yield `${from === 0 ? '' : ','}${JSON.stringify(list.slice(from, from + ELEMENTS_MAX)).slice(1, -1)}`;
    }
  } else {
    let before = '';
    for (const element of list) {
      yield before;
      if (isObject(element)) yield* partsOf(element);
      else yield JSON.stringify(element);
      before = ',';
    }
  }
  yield ']';
}

/**
 * Whether a value is a long list, a list that is mapped while it is written, or a short list that contains one of
 * these.
 */
function isLongValue(value: unknown): value is Iterable<unknown> {
  if (Array.isArray(value)) return value.length > FEW ? value.length > ELEMENTS_MAX : value.some(holdsLong);
  return value instanceof MadeList;
}

function holdsLong(element: unknown): boolean {
  return isObject(element) && isLong(element);
}
