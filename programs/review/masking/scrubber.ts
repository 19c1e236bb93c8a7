import { FORM_LENGTH_MIN, type SecretForm, secretForms } from './secret-forms';
import { visible } from './visible';

/** Replaces a value that must not be shown. Always the same, so that it reveals nothing, not even a length. */
export const HIDDEN = '(sensitive)';

/** Values that reveal nothing, even where they are secret. */
const COMMON: ReadonlySet<string> = new Set(['true', 'false', 'null', '0', '1']);

/** Shortest line of base64 that is taken for one. */
const LINE_LENGTH_MIN = 16;
const LINES = new RegExp(`[\\w+/=-]{${LINE_LENGTH_MIN}}\\s+[\\w+/=-]`);

/** Finds secrets inside texts and hides them. */
export class Scrubber {
  readonly #secrets: ReadonlySet<string>;

  /** Secrets that are too short to be looked for inside of words. */
  readonly #words = new Set<string>();

  /** By their first characters, so that a text is looked at once, however many secrets a vault holds. */
  readonly #forms = new Map<string, SecretForm[]>();

  /** Has a mark where a form could begin, so that most places of a text are passed over quickly. */
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

  /** Texts scrubbed before: most texts of a plan occur several times. */
  readonly #scrubbed = new Map<string, string>();

  /** A text of a plan without any secret: of a short one, only where it is a word of its own. */
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

  /** A text of a plan as it may be printed. */
  show(text: string): string {
    return visible(this.scrub(text));
  }

  /** Whether there is base64 in several lines, with a secret that may run across them. */
  #wraps(text: string): boolean {
    if (text.length <= LINE_LENGTH_MIN || !/\s/.test(text) || !LINES.test(text)) return false;
    const joined = text.replace(/\s+/g, '');
    return this.#places(joined).some(([, , base64]) => base64);
  }

  /** Percent signs and backslashes can spell one text in many ways. */
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

  /** Where forms of secrets occur, in order of their start. */
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

/** A number below 8,192 from the three characters at a place. */
function markAt(text: string, at: number): number {
  return (text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 5) ^ (text.charCodeAt(at + 2) << 9)) & 0x1fff;
}

/** In base64 what surrounds a form belongs to it, in a URL with percent signs for some of the digits. */
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
