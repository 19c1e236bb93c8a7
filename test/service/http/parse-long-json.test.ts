import fc from 'fast-check';

import { parseLongJson } from '../../../service/http/parse-long-json';

const LIMITS = { depth: 32, parts: 1_000_000 };
const parse = (text: string, limits = LIMITS) => parseLongJson(Buffer.from(text), limits);
const list = (count: number, element: string) => `[${Array(count).fill(element).join()}]`;

describe('a long body', () => {
  test('is read as JSON.parse reads it, however its pieces cut it', async () => {
    const filler = ' '.repeat(16 * 1024 - 5);
    await fc.assert(
      fc.asyncProperty(fc.json({ depthSize: 'small' }), fc.nat(20), async (text, shift) => {
        const long = `${filler.slice(shift)}${text}`; // moves the first boundary between pieces through `text`
        expect(await parse(long)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  test.each(['"für 王 \\u738b 𝄞"', '{"__proto__":{"displayName":"x"}}', '1e300', '-0.5', 'null', '""'])(
    'is read as JSON.parse reads it: %s',
    async (text) => {
      const read = await parse(text);

      expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(text)));
      expect((read as { displayName?: string } | null)?.displayName).toBeUndefined();
    },
  );

  test('lets others be served between two pieces of it', async () => {
    let served = 0;
    const turn = () => {
      served++;
      turns = setImmediate(turn);
    };
    let turns = setImmediate(turn);

    await parse(list(50_000, '{"value":"ann"}'));
    clearImmediate(turns);

    expect(served).toBeGreaterThan(40);
  });

  test.each([
    ['{"userName":"ann"', 'it ends too early'],
    ['{"userName":"ann"}}', 'it breaks between its bytes 0 and 19'],
    [`${' '.repeat(16_384)}{userName:"ann"}`, 'it breaks between its bytes 16384 and 16400'],
    ['{"userName":nobody}', 'it breaks between its bytes 0 and 19'],
    ['[1,]', 'it breaks between its bytes 0 and 4'],
  ])('fails when it is not JSON, and is not quoted: %s', async (text, flaw) => {
    await expect(parse(text)).rejects.toMatchObject({
      status: 400,
      scimType: 'invalidSyntax',
      message: `the body is not JSON: ${flaw}`,
    });
  });

  test.each([
    ['with more values than it may have', list(1_000, '[]'), 'more than 1000 values'],
    ['with more values than it may have', list(500, '{"a":1,"b":2}'), 'more than 1000 values'],
    ['with a very large object', `{${'"a":1,'.repeat(20_000)}"a":1}`, 'an object with more than 20000 members'],
  ])('fails with 413 %s', async (_what, text, flaw) => {
    const limits = { depth: 32, parts: text.startsWith('{') ? 1_000_000 : 1_000 };

    await expect(parse(text, limits)).rejects.toMatchObject({
      status: 413,
      message: `the body contains ${flaw}; send it in several requests`,
    });
  });

  test('is read up to its limits', async () => {
    expect(await parse(list(999, '1'), { depth: 1, parts: 999 })).toHaveLength(999);
    expect(await parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeDefined();
    await expect(parse(`${'['.repeat(33)}${']'.repeat(33)}`)).rejects.toMatchObject({ status: 400 });
  });
});
