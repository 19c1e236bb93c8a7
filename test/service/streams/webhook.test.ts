import { getEventListeners } from 'node:events';

import { Webhook } from 'standardwebhooks';

import type { Event } from '../../../service/events/event';
import { SecretError } from '../../../service/streams/secrets';
import type { WebhookStream } from '../../../service/streams/stream';
import { WebhookDelivery, webhookSecret } from '../../../service/streams/webhook';
import { listen } from '../../support/listen';
import { loopbackNames } from '../../support/loopback-names';
import { type Received, startReceiver } from '../../support/receiver';
import { shortenTimers } from '../../support/shorten-timers';

const SECRETS: Readonly<Record<string, string>> = {
  'stream-1': 'first'.repeat(8),
  'stream-2': 'second'.repeat(8),
  'stream-3': `whsec_${Buffer.from('third'.repeat(8)).toString('base64')}`,
};
const secrets = {
  read: (name: string) =>
    SECRETS[name] === undefined
      ? Promise.reject(new SecretError(`secret '${name}' is away`))
      : Promise.resolve(SECRETS[name]),
};

const event: Event = {
  id: 'request-1_812_0',
  type: 'user.deactivated',
  tenant: 'contoso',
  cursor: 'c1',
  at: '2026-11-30T14:00:00.000Z',
  txn: 'request-1',
  token: 'gen-3',
  version: 7,
  resource: { id: 'u1', userName: 'ann@contoso.com', active: false },
  exists: true,
  previous: { active: true },
};

function deliveryTo(url: string, overrides: Partial<WebhookStream> = {}): WebhookDelivery {
  const stream: WebhookStream = {
    name: 'product',
    delivery: 'webhook',
    url,
    types: undefined,
    secrets: ['stream-1'],
    privateAddresses: true,
    ...overrides,
  };
  return new WebhookDelivery(stream, secrets, () => new Date());
}

const deliver = (delivery: WebhookDelivery, gone = new AbortController().signal) => delivery.deliver(event, gone);
const answering = (status: number, headers: Record<string, string> = {}) =>
  startReceiver((res) => res.writeHead(status, headers).end());

afterEach(() => jest.restoreAllMocks());

describe('WebhookDelivery', () => {
  test('sends the event as Standard Webhooks says, and takes any 2xx for taken', async () => {
    await using product = await answering(204);

    await expect(deliver(deliveryTo(`${product.url}/hooks?tenant=contoso`))).resolves.toEqual({
      taken: true,
      status: 204,
    });

    const [{ method, path, headers, body }] = product.received as [Received];
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hooks?tenant=contoso', 'application/json']);
    expect(headers['webhook-id']).toBe(event.id);
    expect(new Webhook(webhookSecret(SECRETS['stream-1'] ?? '')).verify(body, headers as never)).toEqual({
      type: 'user.deactivated',
      timestamp: '2026-11-30T14:00:00.000Z',
      data: event,
    });
  });

  test('signs by each secret during a rotation, so that a receiver with either one verifies it', async () => {
    await using product = await answering(200);
    const names = ['stream-3', 'stream-2', 'stream-1'];

    await deliver(deliveryTo(product.url, { secrets: names }));

    const [{ headers, body }] = product.received as [Received];
    expect(String(headers['webhook-signature']).split(' ')).toHaveLength(3);
    for (const name of names) {
      new Webhook(webhookSecret(SECRETS[name] ?? '')).verify(body, headers as never);
    }
    expect(() => new Webhook(webhookSecret('other')).verify(body, headers as never)).toThrow('No matching signature');
  });

  test('takes a secret as it is, or in the format of Standard Webhooks', () => {
    expect(webhookSecret('a secret')).toBe('whsec_YSBzZWNyZXQ=');
    expect(webhookSecret('whsec_YSBzZWNyZXQ=')).toBe('whsec_YSBzZWNyZXQ=');
  });

  test.each([
    [500, {}, { status: 500, reason: 'it answered 500' }],
    [429, { 'Retry-After': '120' }, { status: 429, reason: 'it answered 429', pause: 120 }],
    [410, {}, { status: 410, end: true }],
  ])('learns from the answer %j %j', async (status, headers, answer) => {
    await using product = await answering(status, headers);

    await expect(deliver(deliveryTo(product.url))).resolves.toMatchObject({ taken: false, ...answer });
  });

  test('fails on a redirect, which it does not follow', async () => {
    await using elsewhere = await answering(200);
    await using product = await answering(307, { Location: elsewhere.url });

    const answer = await deliver(deliveryTo(product.url));

    expect(answer).toMatchObject({ taken: false, status: 307, reason: expect.stringContaining('not followed') });
    expect(elsewhere.received).toEqual([]);
  });

  test('fails at a receiver that does not answer in time', async () => {
    const limits = shortenTimers({ 15_000: 100 });
    await using product = await startReceiver(() => undefined);

    const answer = await deliver(deliveryTo(product.url));

    expect(limits).toEqual([15_000]);
    expect(answer).toEqual({ taken: false, reason: 'no answer within 15 seconds' });
  });

  test('leaves neither a timer nor a listener behind', async () => {
    const [begun, ended] = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'clearTimeout')];
    const { signal } = new AbortController();
    await using product = await answering(204);

    await deliver(deliveryTo(product.url), signal);
    await new Promise((done) => setImmediate(done)); // the request closes after its answer

    const timer = begun.mock.results[begun.mock.calls.findIndex(([, ms]) => ms === 15_000)]?.value as NodeJS.Timeout;
    expect(timer).toBeDefined();
    expect(ended).toHaveBeenCalledWith(timer);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('fails at a receiver that hangs up, and at one that is away', async () => {
    await using rude = await startReceiver((res) => res.destroy());
    const away = await answering(200);
    await away[Symbol.asyncDispose]();

    const answers = [await deliver(deliveryTo(rude.url)), await deliver(deliveryTo(away.url))];

    expect(answers).toEqual([
      { taken: false, reason: 'the connection was closed without an answer (ECONNRESET)' },
      { taken: false, reason: 'the connection was refused (ECONNREFUSED)' },
    ]);
  });

  test('reads no more than the beginning of an answer', async () => {
    let sent = 0;
    await using product = await startReceiver((res) => {
      const piece = 'x'.repeat(64 * 1024);
      const write = () => {
        if (res.destroyed || sent > 64 * 1024 * 1024) return;
        sent += piece.length;
        if (res.write(piece)) setImmediate(write);
        else res.once('drain', write);
      };
      write();
    });

    await expect(deliver(deliveryTo(product.url))).resolves.toEqual({ taken: true, status: 200 });
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  test('sends an event again over a new connection when the receiver has closed the one that it kept', async () => {
    await using product = await startReceiver((res, times) => {
      if (times === 2) res.socket?.resetAndDestroy();
      else res.end();
    });
    const delivery = deliveryTo(product.url);
    await deliver(delivery);

    await expect(deliver(delivery)).resolves.toEqual({ taken: true, status: 200 });
    expect(product.received).toHaveLength(3);
  });

  test('stops when the service stops', async () => {
    await using product = await startReceiver(() => undefined);
    const stopped = new AbortController();

    const delivered = deliver(deliveryTo(product.url), stopped.signal);
    stopped.abort(new Error('stopping'));

    await expect(delivered).rejects.toThrow('stopping');
  });

  test('fails without sending anything when the receiver is in a private network, by address or by name', async () => {
    const names = loopbackNames();
    let connections = 0;
    await using listening = await listen(() => connections++);
    const { port } = new URL(listening.url);

    const addresses = ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]'];
    for (const host of [...addresses, 'localhost', 'receiver.localhost']) {
      const url = `https://${host}:${port}/hooks`;
      const answer = await deliver(deliveryTo(url, { privateAddresses: false }));
      expect(answer).toEqual({
        taken: false,
        reason: 'its address is not public; an operator may allow it by privateAddresses',
      });
    }
    expect(connections).toBe(0);
    names[Symbol.dispose]();
  });

  test('fails without sending anything over plain HTTP, unless the receiver may have a private address', async () => {
    await using product = await answering(200);

    const answer = await deliver(deliveryTo(product.url, { privateAddresses: false }));

    expect(answer).toEqual({ taken: false, reason: 'no answer (ERR_INVALID_PROTOCOL)' });
    expect(product.received).toEqual([]);
  });

  test('fails without sending anything when a secret cannot be read', async () => {
    await using product = await answering(200);

    const answer = await deliver(deliveryTo(product.url, { secrets: ['stream-1', 'gone'] }));

    expect(answer).toEqual({ taken: false, reason: `secret 'gone' is away` });
    expect(product.received).toEqual([]);
  });
});
