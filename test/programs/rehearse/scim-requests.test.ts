import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Recorder } from '../../../programs/rehearse/recorder';
import { ScimRequests } from '../../../programs/rehearse/scim-requests';

// Tests check how long the code would wait, so it need not really wait.
jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

/** A service that refuses the first requests and asks clients to retry later. */
async function startBusy(times: number) {
  let asked = 0;
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/scim+json');
    if (asked++ < times) res.writeHead(429, { 'Retry-After': '7' });
    res.end('{"detail":"busy"}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const slept = jest.mocked(sleep);
afterEach(() => slept.mockClear());

describe('a service that asks clients to retry later', () => {
  test('is asked again after the time that it names, and how often is counted', async () => {
    await using busy = await startBusy(2);
    const recorder = new Recorder();

    const { status } = await new ScimRequests(busy.url, 'token', recorder).send('GET', '/Users', [200]);

    expect([status, busy.asked(), recorder.measured.waits]).toEqual([200, 3, 2]);
    expect(slept.mock.calls).toEqual([[7_000], [7_000]]);
    expect(recorder.measured.failures).toEqual([]);
  });

  test('is a failure in the end', async () => {
    await using busy = await startBusy(100);
    const recorder = new Recorder();

    await new ScimRequests(busy.url, 'token', recorder).send('GET', '/Users', [200]);

    expect([busy.asked(), recorder.measured.waits]).toEqual([5, 4]);
    expect(recorder.measured.failures).toEqual([{ request: 'GET /Users', reason: 'answered 429: busy' }]);
  });
});
