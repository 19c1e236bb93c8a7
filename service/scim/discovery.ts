import type { Attribute } from './attribute';
import type { JsonObject } from './json';
import { RESOURCE_TYPES, type ResourceType } from './resource-type';
import { COMMON_ATTRIBUTES, type Schema } from './schema';
import { USER_SCHEMA, userSchemaWith } from './schemas/user';
import { PAGE_DEFAULT, PAGE_MAX } from './search';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SERVICE_PROVIDER_CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

/** A discovery document with its URL. */
export interface DiscoveryDocument extends JsonObject {
  readonly meta: { readonly resourceType: string; readonly location: string };
}

/** All schemas of the service, each listed once. */
export const SCHEMAS: readonly Schema[] = [
  ...new Set(RESOURCE_TYPES.flatMap(({ schema, extensions }) => [schema, ...extensions])),
];

/** The schemas as a tenant sees them. @param roles values of the roles that the tenant's users may have. */
export function schemasWith(roles: readonly string[]): readonly Schema[] {
  return SCHEMAS.map((schema) => (schema === USER_SCHEMA ? userSchemaWith(roles) : schema));
}

/** Maximum number of operations of one bulk request. */
export const BULK_OPERATIONS_MAX = 1000;

/**
 * The features of the service (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4). Contains only members that a standard defines,
 * because some clients read this document first, and do not start if it has any other members.
 *
 * @param eventUris URIs of the event types that the service sends in security event tokens. Empty if no stream sends
 * such tokens.
 */
export function renderServiceProviderConfig(
  bodyLimit: number,
  baseUrl: string,
  eventUris: readonly string[],
): DiscoveryDocument {
  return {
    schemas: [SERVICE_PROVIDER_CONFIG],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: BULK_OPERATIONS_MAX, maxPayloadSize: bodyLimit },
    filter: { supported: true, maxResults: PAGE_MAX },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: PAGE_DEFAULT,
      maxPageSize: PAGE_MAX,
    },
    ...(eventUris.length === 0 ? {} : { securityEvents: { asyncRequest: 'none', eventUris } }),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A long-lived token of the tenant in the Authorization header (RFC 6750).',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** The discovery document of a resource type (RFC 7643 §6). */
export function renderResourceType(type: ResourceType, baseUrl: string): DiscoveryDocument {
  return {
    schemas: [RESOURCE_TYPE],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}

/** The discovery document of a schema (RFC 7643 §7). */
export function renderSchema({ id, name, description, attributes }: Schema, baseUrl: string): DiscoveryDocument {
  return {
    schemas: [SCHEMA],
    id,
    name,
    description,
    attributes: [...(isCore(id) ? EXTERNAL_ID : []), ...attributes].map(renderAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  };
}

/**
 * The attribute externalId, which `/Schemas` adds to the schema of each resource type. RFC 7643 §3.1 defines it outside
 * all schemas, but Entra expects `/Schemas` to list every attribute that Entra's mapping uses.
 */
const EXTERNAL_ID = COMMON_ATTRIBUTES.filter(({ name }) => name === 'externalId');

function isCore(urn: string): boolean {
  return RESOURCE_TYPES.some(({ schema }) => schema.id === urn);
}

/** An attribute with the characteristics that the RFC defines. Limits that only this service has are left out. */
function renderAttribute(attribute: Attribute): JsonObject {
  const { minLength, maxLength, maxItems, subAttributes, ...characteristics } = attribute;
  return subAttributes ? { ...characteristics, subAttributes: subAttributes.map(renderAttribute) } : characteristics;
}
