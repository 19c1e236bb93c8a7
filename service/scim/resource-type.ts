import { type AttributePath, attributePaths } from './attribute-path';
import type { Schema } from './schema';
import { ACCOUNT_USER_SCHEMA } from './schemas/account-user';
import { ENTERPRISE_USER_SCHEMA } from './schemas/enterprise-user';
import { GROUP_SCHEMA } from './schemas/group';
import { USER_SCHEMA } from './schemas/user';

/** A resource type: its endpoint, its schema and its possible extensions (RFC 7643 §6). */
export interface ResourceType {
  readonly name: string;

  /** Path below the base URL, for example `/Users`. */
  readonly endpoint: string;

  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];

  /** Names of attributes that clients send although the type lacks them. They are ignored. */
  readonly ignored: readonly string[];

  /** All attribute paths of the type. Each spelling of a path is a key, in lower case. */
  readonly paths: ReadonlyMap<string, AttributePath>;
}

export const USER = resourceType('User', '/Users', USER_SCHEMA, [ENTERPRISE_USER_SCHEMA, ACCOUNT_USER_SCHEMA]);

/**
 * The type of groups. `roles` is ignored, because the roles of a group are managed in the product and are not
 * synchronized.
 */
export const GROUP = resourceType('Group', '/Groups', GROUP_SCHEMA, [], ['roles']);

export const RESOURCE_TYPES: readonly ResourceType[] = [USER, GROUP];

/**
 * A resource type for a search over several types. Its paths cover the attributes of all these types, although each
 * resource has values only for the attributes of its own type.
 */
export function amongTypes(type: ResourceType, types: readonly ResourceType[]): ResourceType {
  return { ...type, paths: new Map([...types.flatMap(({ paths }) => [...paths]), ...type.paths]) };
}

function resourceType(
  name: string,
  endpoint: string,
  schema: Schema,
  extensions: readonly Schema[],
  ignored: readonly string[] = [],
): ResourceType {
  const { description } = schema;
  return { name, endpoint, description, schema, extensions, ignored, paths: attributePaths(schema, extensions) };
}
