import { FORM_LENGTH_MIN, type SecretForm, secretForms } from './secret-forms';
import { visible } from './visible';

/**
 * Shown in place of a secret value. The replacement is always the same, so it does not even reveal the secret's length.
 */
export const HIDDEN = '(sensitive)';

/** Values that are never hidden, because they are too common to reveal anything. */
const COMMON: ReadonlySet<string> = new Set(['true', 'false', 'null', '0', '1']);

/** Minimum length of a line that counts as base64. */
const LINE_LENGTH_MIN = 16;
const LINES = new RegExp(`[\\w+/=-]{${LINE_LENGTH_MIN}}\\s+[\\w+/=-]`);

/** Finds secrets inside strings and hides them. */
export class Scrubber {
  readonly #secrets: ReadonlySet<string>;

  /** Secrets that are too short to be searched for inside words. */
  readonly #words = new Set<string>();

  /**
   * The forms in which secrets may occur, by their first characters. With this index, a string is scanned only once,
   * however many secrets there are.
   */
  readonly #forms = new Map<string, SecretForm[]>();

  /**
   * An element is 1 if its index is the hash of the first three characters of any form of any secret. At most positions
   * of a string, a single lookup in this array shows that no secret starts there.
   */
  readonly #marks = new Uint8Array(1 << 13);

  constructor(secrets: ReadonlySet<string>) {
    this.#secrets = secrets;
    for (const secret of secrets) {
      if (secret !== '' && secret.length < FORM_LENGTH_MIN && !COMMON.has(secret)) this.#words.add(secret);
      for (const form of secretForms(secret)) {
        const start = form.text.slice(0, FORM_LENGTH_MIN);
        this.#marks[markAt(form.text, 0)] = 1;
        const alike = this.#forms.get(start);
        if (alike) alike.push(form);
        else this.#forms.set(start, [form]);
      }
    }
  }

  /** Cached results, by input. Most strings occur several times in a plan. */
  readonly #scrubbed = new Map<string, string>();

  /** Removes all secrets from a string of the plan. A short secret is removed only where it is a separate word. */
  scrub(text: string): string {
    if (this.#secrets.size === 0) return text;
    let clean = this.#scrubbed.get(text);
    if (clean === undefined) this.#scrubbed.set(text, (clean = this.#scrub(text)));
    return clean;
  }

  #scrub(text: string): string {
    if (text === '' || COMMON.has(text)) return text;
    if (this.#secrets.has(text)) return HIDDEN;
    const clean = this.#hide(text);
    if (this.#spells(clean) || this.#wraps(clean)) return HIDDEN;
    if (this.#words.size === 0) return clean;
    return clean.replace(/[\p{L}\p{N}_]+/gu, (word) => (this.#words.has(word) ? HIDDEN : word));
  }

  /** Removes secrets and invisible characters from a string of the plan, so that it can be printed. */
  show(text: string): string {
    return visible(this.scrub(text));
  }

  /**
   * Whether a string contains base64 text that is split into lines and encodes a secret. A line break may be inside the
   * secret.
   */
  #wraps(text: string): boolean {
    if (text.length <= LINE_LENGTH_MIN || !/\s/.test(text) || !LINES.test(text)) return false;
    const joined = text.replace(/\s+/g, '');
    return this.#places(joined).some(([, , base64]) => base64);
  }

  /**
   * Whether a string contains a secret in an encoded form. Percent signs and backslashes allow many ways to write the
   * same string, so the string is decoded before the search.
   */
  #spells(text: string): boolean {
    for (let decoded = text, depth = 0; depth < 3 && /[%\\]/.test(decoded); depth++) {
      decoded = decode(decoded);
      if (this.#hide(decoded) !== decoded || this.#wraps(decoded)) return true;
      const spaced = decoded.replaceAll('+', ' ');
      if (spaced !== decoded && this.#hide(spaced) !== spaced) return true;
    }
    return false;
  }

  #hide(text: string): string {
    const places = this.#places(text);
    if (places.length === 0) return text;
    let clean = '';
    let kept = 0;
    for (const [start, end] of places) {
      if (start >= kept) clean += text.slice(kept, start) + HIDDEN;
      kept = Math.max(kept, end);
    }
    return clean + text.slice(kept);
  }

  /** The places in a string where forms of secrets occur, sorted by start. */
  #places(text: string): [start: number, end: number, base64: boolean][] {
    if (this.#forms.size === 0) return [];
    const places: [number, number, boolean][] = [];
    const last = text.length - FORM_LENGTH_MIN;
    for (let at = 0; at <= last; at++) {
      if (this.#marks[markAt(text, at)] === 0) continue;
      for (const form of this.#forms.get(text.slice(at, at + FORM_LENGTH_MIN)) ?? []) {
        if (text.startsWith(form.text, at)) places.push([...placeOf(form, text, at), form.base64]);
      }
    }
    return places.sort(([a], [b]) => a - b);
  }
}

/** A hash of the three characters at a position: a number from 0 to 8,191. */
function markAt(text: string, at: number): number {
  return (text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 5) ^ (text.charCodeAt(at + 2) << 9)) & 0x1fff;
}

/**
 * Start and end of a secret, given the position at which one of its forms was found. In base64, the characters just
 * before and after that form can encode parts of the secret as well, so they are included. In a URL, some of these
 * characters are percent-encoded.
 */
function placeOf({ text: form, base64 }: SecretForm, text: string, at: number): [number, number] {
  let [start, end] = [at, at + form.length];
  if (!base64) return [start, end];
  while (start > 0 && /[\w%+/-]/.test(text.charAt(start - 1))) start--;
  while (end < text.length && /[\w%+/=-]/.test(text.charAt(end))) end++;
  return [start, end];
}

function decode(text: string): string {
  const percents = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
  return percents.replace(/\\u([0-9a-f]{4})|\\(.)/gi, (_, code: string | undefined, char: string) =>
    code !== undefined ? String.fromCharCode(parseInt(code, 16)) : (ESCAPES[char] ?? char),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
