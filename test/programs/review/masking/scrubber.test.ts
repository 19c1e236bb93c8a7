import fc from 'fast-check';

import { HIDDEN, Scrubber } from '../../../../programs/review/masking/scrubber';

const SECRET = 'pä$$ wörd/<&>"1';

describe('Scrubber', () => {
  const scrubber = new Scrubber(new Set([SECRET, 'T0kenT0kenT0ken']));

  test.each([
    ['as it is', `before ${SECRET} after`, `before ${HIDDEN} after`],
    ['next to another', `${SECRET}T0kenT0kenT0ken`, `${HIDDEN}${HIDDEN}`],
    ['URL-encoded', `https://x/?key=${encodeURIComponent(SECRET)}`, `https://x/?key=${HIDDEN}`],
    ['in JSON', JSON.stringify({ key: SECRET }), `{"key":"${HIDDEN}"}`],
    ['base64-encoded', Buffer.from(SECRET).toString('base64'), HIDDEN],
  ])('hides a secret that occurs in a string %s', (_, text, clean) => {
    expect(scrubber.scrub(text)).toBe(clean);
  });

  test.each([
    ['percent signs in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['each character as percent signs', [...Buffer.from(SECRET)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['twice URL-encoded', encodeURIComponent(encodeURIComponent(SECRET))],
    ['plus signs for spaces', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    [
      'JSON as Terraform writes it',
      JSON.stringify(SECRET).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    ],
  ])('hides a secret that is spelled with %s', (_, text) => {
    expect(scrubber.scrub(`x=${text}`)).not.toContain(text);
    expect(scrubber.scrub(`x=${text}`)).toContain(HIDDEN);
  });

  test('hides a secret anywhere in a base64 text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), fc.boolean(), (head, tail, urlSafe) => {
        const text = Buffer.from(`${head}T0kenT0kenT0ken${tail}`).toString(urlSafe ? 'base64url' : 'base64');

        expect(scrubber.scrub(text)).toBe(HIDDEN);
      }),
    );
  });

  test('leaves a string alone if its words form a secret only when joined', () => {
    expect(scrubber.scrub('documentation/T0kenT0k enT0ken')).toBe('documentation/T0kenT0k enT0ken');
  });

  test('hides each line of a secret of several lines', () => {
    const key = new Scrubber(new Set(['-----BEGIN-----\n  c2VjcmV0LWtleQ\n-----END-----']));

    expect(key.scrub('the key is c2VjcmV0LWtleQ')).toBe(`the key is ${HIDDEN}`);
  });

  test('hides a short secret only as a separate word', () => {
    const short = new Scrubber(new Set(['abc', '5432']));

    expect(short.scrub('abc, abcd and 5432')).toBe(`${HIDDEN}, abcd and ${HIDDEN}`);
  });

  test('leaves alone values that reveal nothing', () => {
    const common = new Scrubber(new Set(['true', 'false', '0', '']));

    expect(common.scrub('false')).toBe('false');
    expect(common.scrub('')).toBe('');
  });

  test('prints a name in one line, without invisible characters', () => {
    expect(scrubber.show('Fin\nance\u001b[31m \u202egnp')).toBe('Fin ance\uFFFD[31m \uFFFDgnp');
  });
});
