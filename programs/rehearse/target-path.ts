/** A JSON object in a SCIM request or response. */
export type Json = Record<string, unknown>;

/**
 * An attribute in the notation of Entra's mappings: `name.givenName`, `emails[type eq "work"].value`,
 * `urn:…:User:department`.
 */
interface TargetPath {
  /** URN of the extension that contains the attribute. */
  readonly extension: string | undefined;
  readonly attribute: string;

  /** The clause in brackets, which selects an element of a multi-valued attribute. */
  readonly element: { readonly name: string; readonly value: string | boolean } | undefined;
  readonly part: string | undefined;
}

/**
 * Matches the URNs of the core schemas of users and groups. Entra may put such a URN before an attribute, but a
 * resource has no key with this URN.
 */
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group)$/;

/**
 * Parses a target attribute in the form in which the Entra admin center offers it. Other RFC 7644 paths are not
 * supported, because Entra does not write them.
 */
function parseTargetPath(text: string): TargetPath {
  const [, extension, attribute = '', name, value = '', part] =
    /^(?:(urn:.*):)?([^.[\]:]+)(?:\[(\w+) eq "([^"]*)"\])?(?:\.(\w+))?$/.exec(text) ?? [];
  if (attribute === '') throw new Error(`the rehearsal cannot read the target attribute '${text}'`);
  const element = name === undefined ? undefined : { name, value: name === 'primary' ? value === 'True' : value };
  return { extension: CORE.test(extension ?? '') ? undefined : extension, attribute, element, part };
}

/** The value of a resource's attribute, as a string. Undefined if there is no value. */
export function valueAt(resource: Json, target: string): string | undefined {
  const { extension, attribute, element, part } = parseTargetPath(target);
  const holder = extension === undefined ? resource : (resource[extension] as Json | undefined);
  const value = holder?.[attribute];
  const chosen = element
    ? (value as Json[] | undefined)?.find((candidate) => candidate[element.name] === element.value)
    : value;
  const found: unknown = part === undefined ? chosen : (chosen as Json | undefined)?.[part];
  if (typeof found === 'boolean') return found ? 'true' : 'false';
  return typeof found === 'string' ? found : undefined;
}

/** Number of elements of a multi-valued attribute. */
export function elementCount(resource: Json, target: string): number {
  const { extension, attribute } = parseTargetPath(target);
  const holder = extension === undefined ? resource : (resource[extension] as Json | undefined);
  const elements = holder?.[attribute];
  return Array.isArray(elements) ? elements.length : 0;
}

/** Writes a value into the body of a POST request, as Entra does when it builds the body from its mappings. */
export function writeAt(body: Json, target: string, value: unknown): void {
  const { extension, attribute, element, part } = parseTargetPath(target);
  const holder = extension === undefined ? body : ((body[extension] ??= {}) as Json);
  if (element) {
    const list = (holder[attribute] ??= []) as Json[];
    let chosen = list.find((candidate) => candidate[element.name] === element.value);
    if (!chosen) list.push((chosen = { [element.name]: element.value }));
    chosen[part ?? 'value'] = value;
  } else if (part === undefined) {
    holder[attribute] = value;
  } else {
    ((holder[attribute] ??= {}) as Json)[part] = value;
  }
}
