import { Webhook } from 'standardwebhooks';

import { WebhookReceiver } from '../../../programs/rehearse/webhook-receiver';

const EVENT = {
  id: 'request-1_812_0',
  type: 'user.created',
  tenant: 'contoso',
  txn: 'request-1',
  resource: { id: 'u1', userName: 'ann@contoso.example', active: true },
  exists: true,
};

/** Sends an event as a webhook. @returns the status of the answer. */
async function send(receiver: WebhookReceiver, event: object, secret = receiver.secret): Promise<number> {
  const body = JSON.stringify({ type: 'user.created', data: event });
  const at = new Date();
  const headers = {
    'webhook-id': 'request-1_812_0',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1e3)),
    'webhook-signature': new Webhook(secret).sign('request-1_812_0', at, body),
  };
  return (await fetch(receiver.url, { method: 'POST', headers, body })).status;
}

describe('WebhookReceiver', () => {
  test('gives each event to the product of its tenant', async () => {
    await using receiver = await WebhookReceiver.start();

    const statuses = [await send(receiver, EVENT), await send(receiver, { ...EVENT, tenant: 'fabrikam', id: 'other' })];

    expect(statuses).toEqual([204, 204]);
    expect(receiver.productOf('contoso').people.get('u1')).toMatchObject({ userName: 'ann@contoso.example' });
    expect([receiver.productOf('contoso').tokens, receiver.productOf('fabrikam').tokens]).toEqual([1, 1]);
  });

  test('fails for an event that was signed with another secret', async () => {
    await using receiver = await WebhookReceiver.start();

    expect(await send(receiver, EVENT, 'whsec_b3RoZXIgc2VjcmV0IG9mIHNvbWVib2R5IGVsc2U=')).toBe(400);

    expect(receiver.productOf('contoso').people.all()).toEqual([]);
  });
});
