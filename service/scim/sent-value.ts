/**
 * Characters that mark the beginning and end of a client's value within an error detail. The tenant's admin needs to
 * see these values, but logs and history must not contain them, because they may identify people. So each value is
 * marked when it is put into a detail, and replaced when the detail is logged.
 *
 * The marks are Unicode noncharacters, which are reserved for such purposes. If a value itself contains marks, they are
 * removed.
 */
const [BEGIN, END] = ['\uFDD0', '\uFDD1'];
const LENGTH_MAX = 100;

/** Shortens and marks a value that a client sent, for use in the detail of a {@link ScimError}. */
export function sent(text: string): string {
  const plain = text.replace(MARKS, '');
  return `${BEGIN}${plain.length > LENGTH_MAX ? `${plain.slice(0, LENGTH_MAX)}…` : plain}${END}`;
}

/** The detail for the client, with the values but without the marks. */
export function withValues(detail: string): string {
  return detail.replace(MARKS, '');
}

/** The detail for logs, in which each value is replaced with `…`. */
export function withoutValues(detail: string): string {
  return detail.replace(MARKED, '…');
}

const MARKS = new RegExp(`[${BEGIN}${END}]`, 'g');
const MARKED = new RegExp(`${BEGIN}[^${END}]*${END}`, 'g');
