import type { Attribute } from './attribute';
import { COMMON_ATTRIBUTES, type Schema } from './schema';

/** A path from a resource to one of its attributes or sub-attributes. */
export interface AttributePath {
  /** Extension that contains the attribute. Undefined for an attribute of the resource itself. */
  readonly extension: Schema | undefined;

  /** The attribute. Undefined for a path that names a whole extension. */
  readonly attribute: Attribute | undefined;

  readonly subAttribute: Attribute | undefined;
}

/**
 * All paths of a resource type, with a lower-case key for each spelling of a path.
 *
 * A path is looked up as a whole and never split. A URN itself contains dots and colons, so only the schemas show where
 * it ends. The spellings are `attr.sub`, `<urn>:attr.sub`, `<urn>.attr` (in Entra's jobs from before 2019), and an
 * extension's attribute without its URN if the core schema has no attribute with that name (Entra's `manager`).
 */
export function attributePaths(schema: Schema, extensions: readonly Schema[]): Map<string, AttributePath> {
  const paths = new Map<string, AttributePath>();
  const add = (spelling: string, path: AttributePath) => {
    if (!paths.has(spelling.toLowerCase())) paths.set(spelling.toLowerCase(), path);
  };

  const addAttributes = (attributes: readonly Attribute[], prefixes: readonly string[], extension?: Schema) => {
    for (const attribute of attributes) {
      for (const prefix of prefixes) {
        add(`${prefix}${attribute.name}`, { extension, attribute, subAttribute: undefined });
        for (const subAttribute of attribute.subAttributes ?? []) {
          add(`${prefix}${attribute.name}.${subAttribute.name}`, { extension, attribute, subAttribute });
        }
      }
    }
  };

  addAttributes([...COMMON_ATTRIBUTES, ...schema.attributes], ['', `${schema.id}:`, `${schema.id}.`]);
  for (const extension of extensions) {
    add(extension.id, { extension, attribute: undefined, subAttribute: undefined });
    addAttributes(extension.attributes, ['', `${extension.id}:`, `${extension.id}.`], extension);
  }
  return paths;
}

/** The path in the RFC's notation, for example `name.givenName` or `urn:…:User:department`. */
export function renderPath({ extension, attribute, subAttribute }: AttributePath): string {
  if (!attribute) return extension?.id ?? '';
  const name = subAttribute ? `${attribute.name}.${subAttribute.name}` : attribute.name;
  return extension ? `${extension.id}:${name}` : name;
}

/** Whether the value at a path is a URL that the service generates for each answer. */
export function isUrlOfOurs({ attribute, subAttribute: part }: AttributePath): boolean {
  return (part ?? attribute)?.name === '$ref' || (attribute?.name === 'meta' && part?.name === 'location');
}
