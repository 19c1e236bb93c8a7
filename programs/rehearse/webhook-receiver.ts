import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { verifyWebhook } from '../../service/client';

import { Receiver } from './receiver';

/** A receiver on this machine that gets the events of all tenants as webhooks. */
export class WebhookReceiver extends Receiver {
  /** The secret with which the webhooks must be signed. */
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;

  static start(): Promise<WebhookReceiver> {
    return new WebhookReceiver({ accepted: 204 }).listen();
  }

  protected override async receive(req: IncomingMessage): Promise<void> {
    const event = verifyWebhook(this.secret, req.headers, await buffer(req));
    await this.productOf(event.tenant).take(event);
  }
}
