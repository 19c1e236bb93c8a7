import { z } from 'zod';

import { count, cursor, OF_TENANT, since, slugSchema, time } from './schemas';

/** Maximum number of streams in an answer. */
export const STREAMS_MAX = 500;

const nameSchema = z.string().describe('Name of a stream.');

export const ofStream = OF_TENANT.extend({ stream: nameSchema });

export const streamsQuery = z.strictObject({
  cursor: cursor((text) => {
    const [, tenant, stream] = /^([^\0]+)\/([a-z0-9-]+)$/.exec(text) ?? [];
    return tenant === undefined || stream === undefined ? undefined : { tenant, stream };
  }),
  count: count(STREAMS_MAX),
});

export const deliveriesQuery = z.strictObject({ count: count(500) });

export const replayQuery = z
  .strictObject({
    from: z
      .enum(['now', 'oldest'], 'must be now or oldest')
      .optional()
      .describe('`now` for new events only, `oldest` for all events that are kept.'),
    cursor: z.string().optional().describe('`cursor` of the event after which to continue.'),
    since: since.optional().describe('Only events from this time or later.'),
  })
  .refine(({ from, cursor, since }) => [from, cursor, since].filter((each) => each !== undefined).length === 1, {
    message: 'give one of from, cursor and since',
  });

export const streamSchema = z
  .object({
    tenant: slugSchema,
    stream: nameSchema,
    delivery: z
      .enum(['webhook', 'push', 'poll'])
      .nullable()
      .describe('Null for a stream that is no longer declared, and therefore not delivered.'),
    state: z
      .enum(['active', 'paused', 'ended'])
      .describe(
        '`paused`: by an operator. `ended`: by the receiver, or because the receiver accepted nothing for three days.',
      ),
    since: time('When the stream entered this state.'),
    cursor: z.string().describe('The position after the last event that the receiver accepted.'),
    behindSince: time(
      'Time of the oldest known event that the receiver has not accepted. Null when there is none.',
    ).nullable(),
    failures: z.number().int().describe('Number of failed attempts in a row.'),
    failingSince: time('Time of the first of these attempts.').nullable(),
    lastError: z.string().nullable().describe('The reason why the last attempt failed.'),
    dueAt: time('Time of the next attempt. Null while there is nothing to deliver.').nullable(),
  })
  .meta({
    id: 'Stream',
    description: 'The progress of a stream in the events of one tenant, and the state of the stream.',
  });

/** The facts about a stream that the answers about tenants contain. */
export const streamHealthSchema = streamSchema
  .pick({ stream: true, delivery: true, state: true, behindSince: true, failures: true })
  .meta({
    id: 'StreamHealth',
    description:
      'The state of a stream of a tenant. In a list of tenants, the lag of a stream that no process delivers may be a minute old.',
  });

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
  changed: z.boolean().describe('False when the stream was already in this state.'),
});
