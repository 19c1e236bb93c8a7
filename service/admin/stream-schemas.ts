import { z } from 'zod';

import { count, slugSchema, time } from './schemas';

/** Maximum number of streams in an answer. */
export const STREAMS_MAX = 500;

const nameSchema = z.string().describe('Name of a stream.');

export const ofStream = z.strictObject({ tenant: slugSchema, stream: nameSchema });

export const streamsQuery = z.strictObject({
  cursor: z
    .string()
    .transform((text, context) => {
      const [tenant, stream] = text.split('/');
      if (tenant !== undefined && stream !== undefined) return { tenant, stream };
      context.addIssue('must be the `next` of the page before');
      return z.NEVER;
    })
    .optional()
    .describe('The `next` of the page before.'),
  count: count(STREAMS_MAX),
});

export const deliveriesQuery = z.strictObject({ count: count(500) });

export const replayQuery = z
  .strictObject({
    from: z.enum(['now', 'oldest'], 'must be now or oldest').optional().describe('Now, or all that is kept.'),
    cursor: z.string().optional().describe('After an event, by its `cursor`.'),
    since: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2026-11-01T14:00:00Z' })
      .transform((text) => new Date(text))
      .optional()
      .describe('What happened at this time or later.'),
  })
  .refine(({ from, cursor, since }) => [from, cursor, since].filter((each) => each !== undefined).length === 1, {
    message: 'one of from, cursor and since is needed',
    path: ['from'],
  });

export const streamSchema = z
  .object({
    tenant: slugSchema,
    stream: nameSchema,
    delivery: z
      .enum(['webhook', 'push', 'poll'])
      .nullable()
      .describe('Null for a stream that is no longer declared: nobody delivers it.'),
    state: z
      .enum(['active', 'paused', 'ended'])
      .describe('`paused` by an operator; `ended` by the receiver, or because it took nothing for three days.'),
    since: time('When it came into this state.'),
    cursor: z.string().describe('After the last event that was taken.'),
    behindSince: time('When the oldest event happened that is known and was not taken. Null for none.').nullable(),
    failures: z.number().int().describe('Attempts in a row that failed.'),
    failingSince: time('When the first of them was.').nullable(),
    lastError: z.string().nullable().describe('Why the last attempt failed.'),
    dueAt: time('When the next attempt is. Null while there is nothing to tell.').nullable(),
  })
  .meta({ id: 'Stream', description: 'How far the receiver of a stream was told of a tenant.' });

export const deliverySchema = z
  .object({
    at: time('When the event was sent, or when a receiver that polls acknowledged it or reported it as wrong.'),
    eventId: z.string(),
    eventType: z.string(),
    outcome: z.enum(['taken', 'failed', 'ended']).describe('`ended`: the receiver wants no more.'),
    status: z.number().int().nullable().describe('Status of the answer. Null when there was none.'),
    ms: z.number().int().describe('How long the receiver took, in milliseconds. Null for one that polls.').nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Delivery', description: 'An attempt to deliver an event.' });

export const controlledSchema = z.object({
  changed: z.boolean().describe('False when the stream was in that state already.'),
});
