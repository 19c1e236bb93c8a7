import type { JsonObject } from '../scim/json';

/** Elements of a list that become text at a time: some hundred kilobytes of members. */
const ELEMENTS_MAX = 1_000;

/** Whether a document has a list that is better written in pieces. */
export function isLong(document: JsonObject): boolean {
  return Object.values(document).some((value) => Array.isArray(value) && value.length > ELEMENTS_MAX);
}

/**
 * The JSON text of a document, piece by piece: of a group with 100,000 members there is never one text of all of them,
 * and other requests are answered between two pieces.
 */
export function* jsonPieces(document: JsonObject): Generator<string> {
  let text = '{';
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:`;
    if (!Array.isArray(value) || value.length <= ELEMENTS_MAX) {
      text += JSON.stringify(value);
      continue;
    }
    for (let from = 0; from < value.length; from += ELEMENTS_MAX) {
      const elements = JSON.stringify(value.slice(from, from + ELEMENTS_MAX)).slice(1, -1);
      yield `${text}${from === 0 ? '[' : ','}${elements}`;
      text = '';
    }
    text = ']';
  }
  yield `${text}}`;
}
