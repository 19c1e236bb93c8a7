import { isObject, type JsonObject } from '../scim/json';

/** Characters that become text at a time, about: a few milliseconds, in which nobody else is answered. */
const PIECE_LENGTH = 128 * 1024;

/** Elements of a list that become text at a time: some hundred kilobytes of members. */
const ELEMENTS_MAX = 1_000;

/** A list whose elements are made one by one, as they are written, so that they are never there all at once. */
export function eachMade<From, To>(items: Iterable<From>, make: (item: From) => To): Iterable<To> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}

/**
 * The JSON text of a document, piece by piece: of a group with 100,000 members there is never one text of all of them,
 * and other requests are answered between two pieces. A list may be made as it is written ({@link eachMade}).
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
  if (!hasLong(document)) {
    yield JSON.stringify(document);
    return;
  }
  let before = '{';
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    if (isLong(value)) yield* partsOfList(value);
    else yield JSON.stringify(value);
    before = ',';
  }
  yield '}';
}

function* partsOfList(list: Iterable<unknown>): Generator<string> {
  yield '[';
  if (Array.isArray(list)) {
    for (let from = 0; from < list.length; from += ELEMENTS_MAX) {
      yield `${from === 0 ? '' : ','}${JSON.stringify(list.slice(from, from + ELEMENTS_MAX)).slice(1, -1)}`;
    }
  } else {
    let before = '';
    for (const element of list) {
      if (isObject(element) && hasLong(element)) {
        yield before;
        yield* partsOf(element);
      } else yield before + JSON.stringify(element);
      before = ',';
    }
  }
  yield ']';
}

function hasLong(document: JsonObject): boolean {
  for (const name in document) if (isLong(document[name])) return true;
  return false;
}

/** Whether a value is a list that is better written in pieces. */
function isLong(value: unknown): value is Iterable<unknown> {
  if (Array.isArray(value)) return value.length > ELEMENTS_MAX;
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
