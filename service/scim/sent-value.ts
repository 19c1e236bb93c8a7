/**
 * Values that clients sent, in the details of errors. The client's admin needs to see them; logs and history must not
 * hold them, because they name people. So each is marked where it is put into a string, and cut where the text is logged.
 *
 * The marks are noncharacters of Unicode, which are reserved for such uses, and are taken out of the values themselves.
 */
const [BEGIN, END] = ['\uFDD0', '\uFDD1'];
const LENGTH_MAX = 100;

/** A value that a client sent, shortened and marked, for the detail of a {@link ScimError}. */
export function sent(text: string): string {
  const plain = text.replace(MARKS, '');
  return `${BEGIN}${plain.length > LENGTH_MAX ? `${plain.slice(0, LENGTH_MAX)}…` : plain}${END}`;
}

/** A detail as the client sees it: with the values, and without the marks. */
export function withValues(detail: string): string {
  return detail.replace(MARKS, '');
}

/** A detail as a log may hold it: with `…` in place of each value. */
export function withoutValues(detail: string): string {
  return detail.replace(MARKED, '…');
}

const MARKS = new RegExp(`[${BEGIN}${END}]`, 'g');
const MARKED = new RegExp(`${BEGIN}[^${END}]*${END}`, 'g');
