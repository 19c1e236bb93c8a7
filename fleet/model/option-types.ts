import { z } from 'zod';

/** Value types that several options share. The error message of each type says what a valid value is. */

export const flag = () => z.boolean('must be true or false');

/** Schema of a value that is one of several words. Editors show each word together with its meaning. */
export function choice<const Words extends Readonly<Record<string, string>>>(words: Words) {
  const names = Object.keys(words) as (keyof Words & string)[];
  const message = `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
  return z.enum(names, message).meta({ enumDescriptions: Object.values(words) });
}

export function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
}

/** Object id of a principal in the directory of the subscription, in lower case, as Azure writes it. */
export const objectId = () =>
  z.guid('must be the object id (GUID) of a user, group or service principal in the host directory').toLowerCase();

/**
 * Schema of a list of distinct object ids. Each id gets a role assignment, and a duplicate would create the same
 * assignment twice.
 */
export const objectIds = () =>
  z.array(objectId(), 'must be a list of object ids').superRefine((ids, context) => {
    ids.forEach((id, index) => {
      const first = ids.indexOf(id);
      if (first < index) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `is already entry ${first + 1} of this list; remove one`,
        });
      }
    });
  });

/**
 * Schema of an Azure resource's id. `type` is the resource's type, for example
 * `Microsoft.Network/virtualNetworks/subnets`.
 */
export function resourceId(type: string) {
  const [namespace = '', ...kinds] = type.split('/');
  const example = `/subscriptions/…/resourceGroups/…/providers/${namespace}/${kinds.map((kind) => `${kind}/…`).join('/')}`;
  const tail = kinds.map((kind) => `${kind}/[^/]+`).join('/');
  const pattern = `^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/${namespace.replace('.', '\\.')}/${tail}$`;
  // Azure is not consistent about upper and lower case in ids. The pattern lists both cases of each letter, since
  // patterns in a JSON Schema have no flags.
  const anyCase = pattern.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
  const message = `must be a resource id such as ${example}`;
  return z.string(message).regex(new RegExp(anyCase), message);
}

/** Schema of a range of IPv4 addresses. Azure refuses a range whose address has bits set outside the prefix. */
export const addressRange = () =>
  z
    .string('must be a range of IPv4 addresses, such as 20.190.128.0/18')
    .refine((text) => !text.includes(':'), 'must be a range of IPv4 addresses: Azure supports only IPv4 here')
    .refine(
      (text) => text.includes(':') || z.cidrv4().safeParse(text).success,
      'must be a range of IPv4 addresses, such as 20.190.128.0/18 or 203.0.113.7/32',
    )
    .refine((text) => !z.cidrv4().safeParse(text).success || text === withoutHost(text), {
      error: ({ input }) =>
        `must begin with the first address of the range, as Azure requires: '${withoutHost(String(input))}'`,
    });

export const addressRanges = () => z.array(addressRange(), 'must be a list of address ranges');

/** The range that an address belongs to, for example 10.0.0.0/16 for 10.0.1.5/16. */
function withoutHost(range: string): string {
  const [address = '', prefix = ''] = range.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - (number % 2 ** (32 - Number(prefix)));
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}

export const hostName = (example: string) =>
  z
    .string(`must be a host name, such as ${example}`)
    .max(253, 'must have at most 253 characters')
    .regex(
      /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
      `must be a host name in lower case without scheme and path, such as ${example}`,
    );

export const resourceGroup = () =>
  z
    .string('must be the name of a resource group')
    .regex(
      /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u,
      'must be the name of a resource group: at most 90 letters, digits and _ - . ( ), with no dot at its end',
    );
