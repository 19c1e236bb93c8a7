import { CursorGone, Refused } from '../../../service/client';
import { millisecondsOf, request } from '../../../service/client/request';
import { listen } from '../../support/listen';

/** Used in place of a status: the connection breaks. */
const BROKEN = 0;

/** A service that gives these answers, one after the other, and then a successful one. */
async function serviceThat(...answers: readonly (readonly [status: number, body?: string])[]) {
  const left = [...answers];
  let requests = 0;
  const server = await listen((_req, res) => {
    requests++;
    const [status, body] = left.shift() ?? [200, '{"well":true}'];
    if (status === BROKEN) {
      res.destroy();
      return;
    }
    res.statusCode = status;
    res.end(body);
  });
  return {
    url: server.url,
    token: 'token',
    requests: () => requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a request of the client', () => {
  const NOW = Date.parse('Mon, 30 Nov 2026 14:00:00 GMT');

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

  test.each<[string, number, string, new (...args: never[]) => Error]>([
    ['a cursor is too old', 410, '{"detail":"the cursor is older"}', CursorGone],
    ['the token is refused', 401, '{"detail":"the bearer token"}', Refused],
    ['the answer is that of another website', 200, '<html>', Refused],
  ])('fails at once when %s', async (_title, status, body, kind) => {
    await using service = await serviceThat([status, body]);

    await expect(request(service, '/', undefined)).rejects.toThrow(kind);
    expect(service.requests()).toBe(1);
  });

  test('fails immediately for an error that does not come from the network', async () => {
    const fetching = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new RangeError('a mistake'));

    await expect(request({ url: 'http://localhost:1', token: 'x' }, '/', undefined)).rejects.toThrow('a mistake');
    fetching.mockRestore();
  });

  test.each([
    ['a URL without its scheme', { url: 'scim.example.com/scim/v2', token: 'x' }, 'is not an http or https URL'],
    ['a URL of another scheme', { url: 'ftp://scim.example.com', token: 'x' }, 'is not an http or https URL'],
    ['a URL that cannot be read', { url: 'http://scim example.com', token: 'x' }, 'is not an http or https URL'],
    ['a token that no header can have', { url: 'http://localhost:1', token: 'x\ny' }, /^the token [^\n]*$/],
  ])('fails at once for %s', async (_title, endpoint, complaint) => {
    await expect(request(endpoint, '/', undefined)).rejects.toThrow(complaint);
  });

  test.each([
    ['5', 5_000],
    ['Mon, 30 Nov 2026 14:00:07 GMT', 7_000],
    ['Mon, 30 Nov 2026 13:00:00 GMT', 0],
    ['soon', 0],
    ['', 0],
    ['-5', 0],
    ['86400', 300_000],
  ])('waits as Retry-After %j says: %i ms', (retryAfter, ms) => {
    expect(millisecondsOf(retryAfter, NOW)).toBe(ms);
  });
});
