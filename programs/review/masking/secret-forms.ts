/** A string to search for, and whether base64 digits next to the string also belong to the secret. */
export interface SecretForm {
  readonly text: string;
  readonly base64: boolean;
}

/** Minimum length of a string to search for inside other strings. Shorter strings are too common. */
export const FORM_LENGTH_MIN = 6;

/** The forms in which a secret may occur in a longer string: unchanged, line by line, or encoded. */
export function secretForms(secret: string): SecretForm[] {
  const lines = secret.includes('\n') ? secret.split('\n') : [];
  const plain = [secret, secret.trim(), ...lines.map((line) => line.trim())];
  const texts = [...new Set(plain.flatMap((text) => [text, ...escaped(text)]))];
  // Escaped text may be encoded as base64, and JSON may be nested in JSON.
  const encoded = new Set(texts.flatMap((text) => [text, ...escaped(text)]).flatMap(base64Forms));
  return [
    ...texts.map((text) => ({ text, base64: false })),
    ...[...encoded].map((text) => ({ text, base64: true })),
  ].filter(({ text }) => text.length >= FORM_LENGTH_MIN);
}

function escaped(text: string): string[] {
  if (/^[\w.~-]*$/.test(text)) return []; // no encoding changes these characters
  const json = JSON.stringify(text).slice(1, -1);
  // Terraform's `jsonencode` also escapes the characters that are special in HTML.
  const htmlSafe = json.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  const uri = encodeUri(text);
  return [json, htmlSafe, uri, uri.replaceAll('%20', '+')];
}

/** Encodes like Terraform's `urlencode`: every character except letters, digits and `-_.~` becomes %XX. */
function encodeUri(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The base64 digits that always occur if encoded data contains the string. The string may start at any of the three
 * positions in a group of three bytes, and either base64 alphabet may be used. Digits that also depend on neighboring
 * bytes are left out.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((offset) => {
    const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const own = digits.slice(from, to);
    const urlSafe = own.replaceAll('+', '-').replaceAll('/', '_');
    return own === urlSafe ? [own] : [own, urlSafe];
  });
}
