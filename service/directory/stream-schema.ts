import { z } from 'zod';

/** The names that Key Vault permits for secrets. The file that contains a secret has the same name as the secret. */
const SECRET_NAME = /^[0-9A-Za-z-]{1,127}$/;
const SECRET = "must be the name of a secret, such as 'stream-contoso-product-1': letters, digits and hyphens";

const STREAM_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME =
  "must be a short name such as 'product': at most 32 lower-case letters and digits, in words joined by hyphens";

const secretName = z.string(SECRET).regex(SECRET_NAME, SECRET);
const secretNames = (of: string) => {
  const error = `must be a list of names of secrets, the newest first, ${of}`;
  return z.array(secretName, error).min(1, error);
};

const text = (what: string) => {
  const error = `must be ${what}`;
  return z.string(error).min(1, error);
};

const facts = {
  name: z.string(NAME).regex(STREAM_NAME, NAME).max(32, NAME),
  types: z
    .array(text("the type of an event, such as 'user.deactivated'"), 'must be a list of types of events')
    .min(1, 'must be a list of types of events, or be left out for all')
    .optional(),
};

const endpoint = {
  url: z.string('must be a URL').superRefine((url, context) => {
    const complaint = flawOf(url);
    if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint });
  }),
  privateAddresses: z.boolean('must be true or false').default(false),
};

const setFacts = {
  audience: text("what the receiver is called in tokens, such as 'https://siem.example.com'"),
  content: z.enum(['notice', 'full'], "must be 'notice' or 'full'").default('notice'),
};

/** The format of a stream in the registry, which contains only the names of the stream's secrets. */
export const streamSchema = z
  .discriminatedUnion(
    'delivery',
    [
      z.strictObject({
        ...facts,
        delivery: z.literal('webhook'),
        ...endpoint,
        secrets: secretNames('all of which sign'),
      }),
      z.strictObject({
        ...facts,
        delivery: z.literal('push'),
        ...endpoint,
        ...setFacts,
        authorization: secretName.optional(),
      }),
      z.strictObject({ ...facts, delivery: z.literal('poll'), ...setFacts, reader: text("a reader, such as 'idp'") }),
    ],
    "must be 'webhook', 'push' or 'poll'",
  )
  .superRefine((stream, context) => {
    if ('url' in stream && stream.url.startsWith('http:') && !stream.privateAddresses) {
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'must be an https URL, because events contain personal data; http is for private addresses',
      });
    }
  });

/** The streams of one tenant, or the streams that are common to all tenants. */
export const streamsSchema = z.array(streamSchema, 'must be a list of streams');

/**
 * Names of the secrets for signing security event tokens. A key is derived from each secret, and tokens are signed with
 * the first key.
 */
export const signingSchema = secretNames('of which the first signs');

/** A stream in the registry. */
export type StreamEntry = z.output<typeof streamSchema>;

function flawOf(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return 'must be an https URL';
  const { username, password, hash } = new URL(url);
  return username + password + hash === '' ? undefined : 'must be an https URL without user, password and fragment';
}
