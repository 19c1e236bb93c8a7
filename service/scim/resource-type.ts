import { type AttributePath, attributePaths } from './attribute-path';
import type { Schema } from './schema';
import { ENTERPRISE_USER_SCHEMA } from './schemas/enterprise-user';
import { GROUP_SCHEMA } from './schemas/group';
import { USER_SCHEMA } from './schemas/user';

/** A kind of resource: its endpoint, its schema and the extensions it may carry (RFC 7643 §6). */
export interface ResourceType {
  readonly name: string;

  /** Path below the base URL, for example `/Users`. */
  readonly endpoint: string;

  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];

  /** Every attribute path of the type under each of its spellings, in lower case. */
  readonly paths: ReadonlyMap<string, AttributePath>;
}

export const USER = resourceType('User', '/Users', USER_SCHEMA, [ENTERPRISE_USER_SCHEMA]);
export const GROUP = resourceType('Group', '/Groups', GROUP_SCHEMA, []);

export const RESOURCE_TYPES: readonly ResourceType[] = [USER, GROUP];

function resourceType(name: string, endpoint: string, schema: Schema, extensions: readonly Schema[]): ResourceType {
  const { description } = schema;
  return { name, endpoint, description, schema, extensions, paths: attributePaths(schema, extensions) };
}
