import { z } from 'zod';

import { MEMBERS_COUNTED_MAX } from '../directory/roster';
import { isResourceId } from '../scim/resource-id';

import { readCursor, readNameCursor } from './cursor';

/** Path of the admin API. */
export const ADMIN_PATH = '/admin/v1';

export const time = (description: string) => z.iso.datetime({ offset: true }).describe(description);
const id = (description: string) => z.string().describe(description);
export const since = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-01T14:00:00Z' })
  .transform((text) => new Date(text));

/** The schema of a whole number in a query, where all values arrive as strings. */
export const count = (most: number) => {
  const error = `must be a whole number from 1 to ${most}`;
  return z
    .string()
    .regex(/^\d{1,4}$/, error)
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, error)
    .default(Math.min(most, 100))
    .describe(`Maximum number of entries, up to ${most}.`);
};

/** Maximum number of entries in an answer. */
export const COUNT_MAX = 100;
export const USERS_MAX = 500;

export const slugSchema = z.string().describe('Slug of a tenant.');
export const resourceIdSchema = z
  .string()
  .refine(isResourceId, 'must be the id of a user or group')
  .describe('Id of a user or group.');

/** The parameters of most operations: none, a tenant, or a user or group of a tenant. */
export const NOTHING = z.strictObject({});
export const OF_TENANT = z.strictObject({ tenant: slugSchema });
export const OF_RESOURCE = OF_TENANT.extend({ id: resourceIdSchema });

/** The schema of the parameter `cursor`, whose value is the `next` of the previous page. `read` decodes the value. */
export const cursor = <Place>(read: (text: string) => Place | undefined) =>
  z
    .string()
    .transform((text, context) => {
      const place = read(text);
      if (place === undefined) context.addIssue('must be the `next` of the previous page');
      return place;
    })
    .optional()
    .describe('The `next` of the previous page.');

export const listQuery = z.strictObject({
  since: since.optional().describe('Only entries from this time or later.'),
  cursor: cursor(readCursor),
  count: count(COUNT_MAX),
});

const name = z
  .string()
  .min(1, 'must not be empty')
  .max(1_000, 'must not have more than 1,000 characters')
  .refine((text) => !text.includes('\0'), 'must not contain the character U+0000');

export const usersQuery = z.strictObject({
  name: name.optional().describe('A part of the userName or displayName, ignoring case.'),
  role: name.optional().describe('Value of the assigned account role.'),
  active: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((text) => text === 'true')
    .optional(),
  cursor: cursor(readNameCursor),
  count: count(COUNT_MAX),
});

export const groupsQuery = z.strictObject({
  name: name.optional().describe('A part of the displayName, ignoring case.'),
  cursor: cursor(readNameCursor),
  count: count(COUNT_MAX),
});

export const membersQuery = z.strictObject({
  cursor: resourceIdSchema.optional().describe('The `next` of the previous page.'),
  count: count(COUNT_MAX),
});

export const accessQuery = z.strictObject({
  at: since.optional().describe('The time for which to show access. Default: now.'),
  cursor: resourceIdSchema.optional().describe('The `next` of the previous page.'),
  count: count(USERS_MAX),
});

export const namesQuery = z.strictObject({
  type: z.enum(['User', 'Group'], 'must be User or Group'),
  name: name.describe('userName or displayName, ignoring case.'),
});

export const hoursQuery = z.strictObject({
  since: since.optional().describe('Only hours that begin at this time or later. Default: all that are kept.'),
});

const group = z.object({ id: id('Id of the group.'), name: z.string() });
const member = z.object({
  id: id('Id of the user.'),
  name: z
    .string()
    .optional()
    .describe('userName at that time. Absent if the names of the user were removed from history.'),
});
const textChange = z.object({ before: z.string().optional(), after: z.string().optional() });

const ACTIONS = [
  ...(['create', 'change', 'restore', 'delete', 'join', 'leave', 'forget'] as const),
  ...(['pause', 'resume', 'replay'] as const),
  ...(['enable', 'disable', 'issue', 'revoke'] as const),
] as const;

export const changeSchema = z
  .object({
    at: time('When the change was made.'),
    requestId: id('Id of the request, which was sent as `X-Request-Id` in its answer.'),
    tokenId: id(
      'Id of the token that the request presented; of the person, for `forget` and for actions on a stream or an account.',
    ),
    action: z
      .enum(ACTIONS)
      .describe(
        '`join` and `leave` are changes to a group, as listed for its member; `forget` removed the names of a user from history; ' +
          'an operator did `pause`, `resume` and `replay` to a stream; the admin of an account or an operator switched SCIM on or ' +
          'off (`enable`, `disable`) and created or revoked a token (`issue`, `revoke`).',
      ),
    type: z.enum(['User', 'Group', 'Stream', 'Account']),
    id: id('Id of the user, group, stream or account.'),
    name: z
      .string()
      .nullable()
      .describe(
        'userName or displayName after the change, or before it for a deletion; name of a stream; id of a token.',
      ),
    externalId: z.string().nullable(),
    version: z.number().int().nullable().describe('Version of the resource after the change.'),
    attributes: z.array(z.string()).describe('Names of the attributes that changed.'),
    changes: z
      .object({
        userName: textChange.optional(),
        displayName: textChange.optional(),
        role: textChange.optional().describe('Value of the account role.'),
        active: z.object({ before: z.boolean().optional(), after: z.boolean().optional() }).optional(),
        members: z.object({ added: z.array(member), removed: z.array(member) }).optional(),
      })
      .describe(
        'Values before and after the change, for the few facts whose values are kept. For other attributes, only the names are kept.',
      ),
    group: group.optional().describe('The group that a user joined or left.'),
  })
  .meta({ id: 'Change', description: 'A change to a user or group.' });

export const refusalSchema = z
  .object({
    at: time('When the request was refused.'),
    requestId: id('Id of the request, sent as `X-Request-Id` in its answer.'),
    tokenId: z.string().nullable(),
    route: z.string().describe('Method and path, with `{id}` in place of an id.'),
    resourceId: z.string().nullable(),
    status: z.number().int(),
    scimType: z.string().nullable(),
    detail: z.string().describe('The detail of the SCIM error, with `…` in place of values that the client sent.'),
    remedy: z.string().describe('How to solve the problem.'),
  })
  .meta({ id: 'Refusal', description: 'A refused request.' });

export const accessSchema = z
  .object({
    id: id('Id of the user.'),
    userName: z.string().nullable(),
    externalId: z.string().nullable(),
    active: z.boolean(),
    role: z.string().nullable().describe('Value of the assigned account role.'),
    defaultRole: z
      .string()
      .nullable()
      .describe(
        "The tenant's default role of today, which an active user without an assigned role has. Otherwise null.",
      ),
    since: time('When the role or `active` last changed.').nullable(),
    requestId: z.string().nullable(),
    tokenId: z.string().nullable(),
    groups: z.array(group),
  })
  .meta({ id: 'Access', description: 'The access that a user has now or had in the past.' });

const listedUser = {
  id: id('Id of the user.'),
  userName: z.string(),
  displayName: z.string().nullable(),
  externalId: z.string().nullable().describe('By default, the object id of the user in Entra.'),
  active: z.boolean(),
  role: z.string().nullable().describe('Value of the assigned account role.'),
  since: time('When the role or `active` last changed.').nullable(),
  requestId: z.string().nullable().describe('Id of the request that made this change.'),
  tokenId: z.string().nullable(),
};

export const listedUserSchema = z.object(listedUser).meta({ id: 'User', description: 'A user of a tenant.' });

export const userInGroupsSchema = z
  .object({ ...listedUser, groups: z.array(group) })
  .meta({ id: 'UserInGroups', description: 'A user with groups.' });

const listedGroup = {
  id: id('Id of the group.'),
  displayName: z.string(),
  externalId: z.string().nullable().describe('By default, the object id of the group in Entra.'),
};

export const listedGroupSchema = z
  .object({
    ...listedGroup,
    members: z
      .number()
      .int()
      .nullable()
      .describe(`Number of members. Null when there are more than ${MEMBERS_COUNTED_MAX}.`),
  })
  .meta({ id: 'Group', description: 'A group of a tenant.' });

export const countedGroupSchema = z
  .object({ ...listedGroup, members: z.number().int().describe('Number of members.') })
  .meta({ id: 'CountedGroup', description: 'A group with the number of its members.' });

export const requestsInHourSchema = z
  .object({
    hour: time('Beginning of the hour.'),
    accepted: z.number().int().describe('Answered below 400.'),
    refused: z.number().int().describe('Answered with 400 to 499.'),
    failed: z.number().int().describe('Answered with 500 or more: a fault of the service, which Entra repeats.'),
  })
  .meta({ id: 'RequestsInHour', description: 'The requests of Entra in an hour.' });

export const lagInHourSchema = z
  .object({
    stream: z.string().describe('Name of the stream.'),
    hour: time('Beginning of the hour.'),
    seconds: z.number().int().describe('The highest age of the oldest event that the receiver had not accepted.'),
  })
  .meta({ id: 'LagInHour', description: 'How far behind the receiver of a stream was in an hour.' });

export const usersOfRoleSchema = z
  .object({
    role: z.string().nullable().describe('Value of the account role. Null for users without one.'),
    active: z.number().int(),
    inactive: z.number().int(),
  })
  .meta({ id: 'UsersOfRole', description: 'How many users have an account role.' });

export const namedSchema = z
  .object({
    id: id('Id of the user or group.'),
    name: z.string().nullable().describe('Null when the resource was deleted.'),
  })
  .meta({ id: 'Named', description: 'A user or group that has a given name, or had it in the past.' });

export const portalLinkSchema = z.object({
  url: z.string().describe('Whoever opens this link first is signed in to the portal, so give it only to the person.'),
  expiresAt: time('When the link expires.'),
});

export const accountChangedSchema = z.object({
  changed: z.boolean().describe('False when SCIM was already off, or when the account has no such valid token.'),
});

export const historySchema = z.object({
  begins: time('When history begins. Earlier changes are not kept, so access can be shown only from this time on.'),
});

export const forgottenSchema = z.object({
  entries: z.number().int().describe('Number of entries that contained a name of the user.'),
});

/** The schema of one page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable().describe('`cursor` of the next page.') });
}
