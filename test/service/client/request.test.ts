import type { OutgoingHttpHeaders } from 'node:http';
import timers from 'node:timers/promises';

import { Refused } from '../../../service/client';
import { pauseMs, request } from '../../../service/client/request';
import { listen } from '../../support/listen';

/** Used in place of a status: the connection breaks. */
const BROKEN = 0;

/** A service that gives these answers, one after the other, and then a successful one. */
async function serviceThat(
  ...answers: readonly (readonly [status: number, body?: string, headers?: OutgoingHttpHeaders])[]
) {
  const left = [...answers];
  let requests = 0;
  const server = await listen((_req, res) => {
    requests++;
    const [status, body, headers] = left.shift() ?? [200, '{"well":true}'];
    if (status === BROKEN) {
      res.destroy();
      return;
    }
    res.writeHead(status, headers).end(body);
  });
  return {
    url: server.url,
    token: 'token',
    requests: () => requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a request of the client', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('is sent again as long as the service is away', async () => {
    await using service = await serviceThat([BROKEN], [503], [429, 'no JSON']);

    expect(await request(service, '/', undefined)).toEqual({ well: true });
    expect(service.requests()).toBe(4);
  });

  test('is not sent again once its caller has had enough', async () => {
    await using service = await serviceThat(...Array.from({ length: 100 }, () => [503] as const));
    const over = new AbortController();
    const asked = request(service, '/', over.signal);
    while (service.requests() === 0) await new Promise((done) => setTimeout(done, 5));

    over.abort();

    expect(await asked).toBeUndefined();
  });

  test('waits as long as Retry-After says, and otherwise twice as long after each failure', async () => {
    const pauses: number[] = [];
    jest.spyOn(timers, 'setTimeout').mockImplementation((ms = 0) => {
      pauses.push(ms);
      return Promise.resolve(undefined as never);
    });
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await using service = await serviceThat([503], [BROKEN], [429, '', { 'Retry-After': '7' }], [503]);

    await request(service, '/', undefined);

    expect(pauses).toEqual([250, 500, 7_000, 2_000]);
  });

  test.each([
    ['a cursor is too old', 410, '{"detail":"the cursor is older"}', 'the cursor is older'],
    ['the token is refused', 401, '{"detail":"the bearer token"}', 'the bearer token'],
    ['the answer is that of another website', 200, '<html>', 'check the URL'],
  ])('fails at once when %s', async (_title, status, body, reason) => {
    await using service = await serviceThat([status, body]);

    const refused = await request(service, '/', undefined).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status, message: expect.stringContaining(reason) as string });
    expect(service.requests()).toBe(1);
  });

  test('fails immediately for an error that does not come from the network', async () => {
    jest.spyOn(globalThis, 'fetch').mockRejectedValue(new RangeError('a mistake'));

    await expect(request({ url: 'http://localhost:1', token: 'x' }, '/', undefined)).rejects.toThrow('a mistake');
  });

  test.each([
    ['a URL without its scheme', { url: 'scim.example.com/scim/v2', token: 'x' }, 'is not an http or https URL'],
    ['a URL of another scheme', { url: 'ftp://scim.example.com', token: 'x' }, 'is not an http or https URL'],
    ['a URL that cannot be read', { url: 'http://scim example.com', token: 'x' }, 'is not an http or https URL'],
    ['a token that no header can have', { url: 'http://localhost:1', token: 'x\ny' }, /^the token [^\n]*$/],
  ])('fails at once for %s', async (_title, endpoint, complaint) => {
    await expect(request(endpoint, '/', undefined)).rejects.toThrow(complaint);
  });
});

describe('the pause before another attempt', () => {
  test.each([
    ['5', 5_000],
    ['0', 250],
    ['Mon, 30 Nov 2026 14:00:07 GMT', 250],
    ['soon', 250],
    ['', 250],
    ['-5', 250],
    ['86400', 300_000],
    ['1e999', 300_000],
    [null, 250],
  ])('is no shorter than usual and no longer than five minutes, when Retry-After is %j: %i ms', (retryAfter, ms) => {
    expect(pauseMs(0, retryAfter, () => 0)).toBe(ms);
  });

  test('grows up to half a minute, and varies by up to a quarter', () => {
    expect([0, 6, 7, 10_000].map((failures) => pauseMs(failures, null, () => 0))).toEqual([
      250, 16_000, 30_000, 30_000,
    ]);
    expect(pauseMs(7, null, () => 1)).toBe(37_500);
  });
});
