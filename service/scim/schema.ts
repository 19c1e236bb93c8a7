import { attribute, type Attribute, complex, text } from './attribute';

/** A set of attributes with a common URN. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/**
 * Attributes that every resource has (RFC 7643 §3.1). No schema lists them, but filters and paths may refer to them.
 */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  attribute('schemas', 'reference', 'URNs of the schemas that the resource uses.', {
    multiValued: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
  }),
  text('id', 'Id that the service gave the resource.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', 'Id that the client gave the resource.', { caseExact: true, maxLength: 512 }),
  complex(
    'meta',
    'Facts about the resource itself.',
    [
      text('resourceType', 'Name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      attribute('created', 'dateTime', 'When the resource was created.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When the resource was last changed.', { mutability: 'readOnly' }),
      attribute('location', 'reference', 'URL of the resource.', { mutability: 'readOnly', caseExact: true }),
      text('version', 'Entity tag of the resource.', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];
