/** Data types of RFC 7643 §2.3. */
export type AttributeType =
  'binary' | 'boolean' | 'complex' | 'dateTime' | 'decimal' | 'integer' | 'reference' | 'string';

/** The characteristics of an attribute, as defined in RFC 7643 §7 and published by discovery. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly description: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'immutable' | 'readOnly' | 'readWrite' | 'writeOnly';
  readonly returned: 'always' | 'default' | 'never' | 'request';
  readonly uniqueness: 'global' | 'none' | 'server';

  /** Expected values. Other values are also accepted, because Entra sends types that the RFC does not list. */
  readonly canonicalValues?: readonly string[];

  /** The resource types to which a reference may point. */
  readonly referenceTypes?: readonly string[];

  /** The sub-attributes of a complex attribute. If the attribute is multi-valued, each of its elements has them. */
  readonly subAttributes?: readonly Attribute[];

  /**
   * Maximum number of characters of a string.
   *
   * @default 2048 - longer than any name, address or URL. For indexed attributes, a lower limit is required.
   */
  readonly maxLength?: number;

  /**
   * Minimum number of characters of a string.
   *
   * @default 0
   */
  readonly minLength?: number;

  /**
   * Maximum number of elements of a multi-valued attribute. If this is 1, an added element replaces the current one.
   *
   * @default 1000
   */
  readonly maxItems?: number;
}

/** Maximum number of characters of a string, if the attribute declares no other limit. */
export const TEXT_MAX = 2048;

/**
 * Maximum number of values of a multi-valued attribute, if the attribute declares no other limit. Entra's longest list,
 * the proxy addresses of an account, has about 400 values. The limit is needed because each value makes every change
 * slower.
 */
export const VALUES_MAX = 1000;

/** The characteristics that a declaration may omit. Their defaults are those of RFC 7643 §2.2. */
type Characteristics = Partial<Omit<Attribute, 'description' | 'name' | 'type'>>;

export function attribute(
  name: string,
  type: AttributeType,
  description: string,
  characteristics: Characteristics = {},
): Attribute {
  return {
    name,
    type,
    description,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...characteristics,
  };
}

export function text(name: string, description: string, characteristics?: Characteristics): Attribute {
  return attribute(name, 'string', description, characteristics);
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  characteristics?: Characteristics,
): Attribute {
  return attribute(name, 'complex', description, { ...characteristics, subAttributes });
}

/** A multi-valued attribute with the sub-attributes of RFC 7643 §2.4, such as `emails`. */
export function values(
  name: string,
  description: string,
  types: readonly string[],
  { value, ...characteristics }: Characteristics & { readonly value?: Attribute } = {},
): Attribute {
  return complex(
    name,
    description,
    [
      value ?? text('value', `Value of one of the ${name}.`),
      text('display', 'Name for people to read.'),
      text('type', 'What the value is used for.', types.length > 0 ? { canonicalValues: types } : {}),
      attribute('primary', 'boolean', 'Whether this is the preferred value. At most one is.'),
    ],
    { ...characteristics, multiValued: true },
  );
}

/** The sub-attribute with this name, ignoring case. */
export function subAttribute(parent: Attribute, name: string): Attribute | undefined {
  const spelled = parent.subAttributes?.find((candidate) => candidate.name === name);
  if (spelled) return spelled;
  const folded = name.toLowerCase();
  return parent.subAttributes?.find((candidate) => candidate.name.toLowerCase() === folded);
}
