import { z } from 'zod';

import { EVENT_TYPES } from '../../account/event-type';

import { httpsUrlFlaw } from './https-url';
import { name } from './name';
import { choice, flag, objectIds } from './option-types';
import { shortName } from './short-name';
import { generation } from './token';

/**
 * Maximum number of streams in one file. Each stream costs a Key Vault secret per generation, and a delivery per event.
 */
const STREAMS_MAX = 10;

const types = z
  .array(
    z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`),
    'must be a list of types of events, such as [user.deactivated]',
  )
  .min(1, 'must name at least one type; leave it out for all of them')
  .superRefine((listed, context) => {
    listed.forEach((type, index) => {
      const first = listed.indexOf(type);
      if (first < index) {
        const message = `is already entry ${first + 1} of this list; remove one`;
        context.addIssue({ code: 'custom', path: [index], message });
      }
    });
  });

/** Schema of a stream in a tenant's file. `stream-rules.ts` checks which keys are allowed for which delivery. */
const streamSchema = z.strictObject({
  name: shortName('a short name for the receiver, such as product').describe(
    'Short name of the receiver: at most 32 lower-case letters, digits and single hyphens. Names the ' +
      "stream's secrets in the vault, and its position among the events: a renamed stream starts with the events after the renaming.",
  ),
  delivery: choice({
    webhook: 'The service POSTs each event, signed with the secrets of the stream (Standard Webhooks).',
    push: 'The service POSTs each event as a security event token (RFC 8935).',
    poll: 'The receiver fetches security event tokens and acknowledges them (RFC 8936).',
  }).describe('How events get to the receiver.'),
  url: z
    .string('must be an https URL')
    .superRefine((url, context) => {
      const message = httpsUrlFlaw(url, {
        because: "events contain people's data",
        example: 'https://app.example.com/hooks/entra',
        instead: 'a webhook is authenticated by its signature, and a push by its Authorization header',
      });
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .describe(
      'URL that events are sent to, with https and without a secret. Required for `webhook` and `push`. Default: none.',
    ),
  types: types
    .optional()
    .describe(
      `Types of the events that the receiver gets: ${EVENT_TYPES.map((type) => `\`${type}\``).join(', ')}. Default: all.`,
    ),
  secret: z
    .strictObject({
      generation: generation(1).default(1).describe('Latest generation of the secret. Raise it to rotate.'),
      retired: generation(0)
        .default(0)
        .describe(
          'Newest generation that no longer signs. Each event is signed with all later ones, up to `generation`. Raise it once the ' +
            'receiver has the new secret.',
        ),
    })
    .optional()
    .describe(
      'Generations of the secret that signs, counted from 1. Only for `webhook`. Default: the first generation.',
    ),
  identities: objectIds()
    .optional()
    .describe(
      'Object ids of identities that may read the secret in the vault, such as the managed identity of the receiver. ' +
        'Only for `webhook`. Default: only writers and readers of the vault.',
    ),
  audience: name('the audience of the tokens, such as https://siem.example.com')
    .optional()
    .describe(
      'Audience of the tokens (`aud`), which the receiver checks. Required for `push` and `poll`. Default: none.',
    ),
  content: choice({
    notice: 'Only ids and the type of the event. The receiver reads the rest over SCIM.',
    full: 'The values that changed, including names and addresses of people.',
  })
    .optional()
    .describe('What the tokens contain. Only for `push` and `poll`. Default: `notice`.'),
  authorization: z
    .strictObject({
      generation: generation(1)
        .default(1)
        .describe('Generation of the secret. Raise it when the receiver gives you another value.'),
    })
    .optional()
    .describe(
      'The `Authorization` header of each request: `{}`. The receiver chooses the value, so you store it in the vault yourself, ' +
        'as a secret that contains the whole header value. Only for `push`. Default: no such header.',
    ),
  reader: z
    .string('must be the name of a reader')
    .optional()
    .describe(
      'Name of the reader whose token fetches the events, from `readers` of the same file. Required for `poll`. Default: none.',
    ),
});

const streams = <Stream extends z.ZodType>(stream: Stream) =>
  z
    .array(stream, 'must be a list of streams, such as [{ name: product, delivery: webhook, url: … }]')
    .max(STREAMS_MAX, `must be a list of at most ${STREAMS_MAX} streams; several receivers can share a stream`);

const OPERATORS_ALONE = "the author of a tenant's file must not reach into the network of the platform";

/** Schema of the receivers that get events about changes in one tenant. */
export const tenantStreamsSchema = streams(
  streamSchema.extend({
    privateAddresses: z
      .never(`is allowed only for a stream in platform.yaml, because ${OPERATORS_ALONE}; remove it`)
      .optional()
      .describe(`Allowed only for a stream in platform.yaml, because ${OPERATORS_ALONE}.`),
  }),
);

/** Schema of the receivers that get events about changes in every tenant. */
export const streamsSchema = streams(
  streamSchema.extend({
    privateAddresses: flag()
      .optional()
      .describe(
        'Whether `url` may resolve to a private address, such as one in the network of the platform. Only for ' +
          "`webhook` and `push`, and not in a tenant's file. Default: `false`.",
      ),
  }),
);

/** A stream, as a file declares it. */
export type StreamOptions = z.output<typeof streamsSchema>[number];
