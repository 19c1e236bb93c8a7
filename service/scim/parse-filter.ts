import { subAttribute } from './attribute';
import { type AttributePath, isUrlOfOurs, renderPath } from './attribute-path';
import { invalid, typedValue, type Written } from './compared-value';
import type { ScimError } from './error';
import type { CompareOperator, CompareValue, Filter } from './filter';
import { ENTRA_PROFILE, type Profile } from './profile';
import type { ResourceType } from './resource-type';
import { sent } from './sent-value';
import { textFlaw } from './text';

/** Finds the path that a client wrote. Undefined for an unknown name. */
type Resolve = (name: string) => AttributePath | undefined;

const OPERATORS: readonly string[] = ['co', 'eq', 'ew', 'ge', 'gt', 'le', 'lt', 'ne', 'sw'] satisfies CompareOperator[];

/** Maximum nesting depth of a filter: more than any client needs, and less than the call stack allows. */
const DEPTH_MAX = 50;

/**
 * Maximum number of conditions in a filter: more than any client needs. PostgreSQL 18 takes about 20 ms and 16 MB to
 * plan 50 of the most costly conditions.
 */
const CONDITIONS_MAX = 50;

/**
 * Parses a filter for resources of a type (RFC 7644 §3.4.2.2).
 *
 * Names and operators may be in any case. If the profile converts types, `"True"` counts as a boolean for a boolean
 * attribute. If the profile accepts words without quotes, they count as strings.
 *
 * @throws {ScimError} 400 `invalidFilter` with the flaw and its position.
 */
export function parseFilter(text: string, type: ResourceType, profile: Profile = ENTRA_PROFILE): Filter {
  return new FilterParser(text, (name) => type.paths.get(name.toLowerCase()), profile).parse();
}

/**
 * Parses the filter in the brackets of a value path such as `emails[type eq "work"]`. The names in the filter are
 * sub-attributes of the attribute before the brackets. Undefined when a sub-attribute is unknown and the profile
 * ignores unknown attributes.
 */
export function parseElementFilter(
  text: string,
  path: AttributePath,
  profile: Profile = ENTRA_PROFILE,
): Filter | undefined {
  const unknown: string[] = [];
  const resolve: Resolve = (name) => {
    const found = elementPaths(path)(name);
    if (!found) unknown.push(name);
    return found;
  };
  try {
    return new FilterParser(text, resolve, profile).parse();
  } catch (error) {
    if (unknown.length > 0 && profile.passesOverUnknown) return undefined;
    throw error;
  }
}

/** Resolves names inside brackets, which are sub-attributes of the attribute before the brackets. */
function elementPaths({ attribute }: AttributePath): Resolve {
  return (name) => {
    const found = attribute && subAttribute(attribute, name);
    return found && { extension: undefined, attribute: found, subAttribute: undefined };
  };
}

/**
 * Patterns for values without quotes. The first matches values that the RFC's grammar permits. The second also matches
 * the words in Microsoft's requests.
 */
const BARE_VALUE = /-?\d[\d.eE+-]*|true\b|false\b|null\b/iuy;
const BARE_WORD = /[^\s()[\]"'\p{Cc}][^\s()[\]"\p{Cc}]*/uy;

class FilterParser {
  readonly #text: string;
  readonly #profile: Profile;
  #resolve: Resolve;
  #position = 0;
  #depth = 0;
  #conditions = 0;

  constructor(text: string, resolve: Resolve, profile: Profile) {
    this.#text = text;
    this.#profile = profile;
    this.#resolve = resolve;
  }

  parse(): Filter {
    const filter = this.#or();
    this.#skipSpace();
    if (this.#position < this.#text.length) throw this.#unreadable('and, or, or the end');
    return filter;
  }

  #or(): Filter {
    if (++this.#depth > DEPTH_MAX) throw invalid(`the filter is nested more than ${DEPTH_MAX} deep`);
    const filters = [this.#and()];
    while (this.#take(/or\b/iy)) filters.push(this.#and());
    this.#depth--;
    return filters.length === 1 && filters[0] ? filters[0] : { kind: 'or', filters };
  }

  #and(): Filter {
    const filters = [this.#term()];
    while (this.#take(/and\b/iy)) filters.push(this.#term());
    return filters.length === 1 && filters[0] ? filters[0] : { kind: 'and', filters };
  }

  #term(): Filter {
    if (this.#take(/not\s*\(/iy)) return { kind: 'not', filter: this.#closed(')') };
    if (this.#take(/\(/y)) return this.#closed(')');
    if (++this.#conditions > CONDITIONS_MAX)
      throw invalid(`the filter has more than ${CONDITIONS_MAX} conditions; split it`);

    const name = this.#take(/[\p{L}$_][\p{L}\p{N}$_:.-]*/uy);
    if (name === undefined) throw this.#unreadable('an attribute');
    const path = this.#resolve(name);
    if (!path?.attribute || path.attribute.returned === 'never') {
      throw invalid(`there is no attribute '${sent(name)}' to filter by`);
    }

    if (isUrlOfOurs(path)) throw invalid(`'${sent(name)}' is a URL of the service; filter by id or value instead`);
    if (isMeta(path) && path.subAttribute?.name === 'version') {
      throw invalid(
        `'${sent(name)}' depends on what is shown; filter by meta.lastModified, or read with If-None-Match`,
      );
    }

    if (this.#take(/\[/y)) return this.#element(path);
    if (this.#take(/pr\b/iy)) return { kind: 'present', path };
    return this.#comparison(path);
  }

  #closed(bracket: string): Filter {
    const filter = this.#or();
    if (!this.#take(bracket === ')' ? /\)/y : /\]/y)) throw this.#unreadable(`'${bracket}'`);
    return filter;
  }

  #element(path: AttributePath): Filter {
    if (path.attribute?.type !== 'complex' || path.subAttribute || isMeta(path)) {
      throw invalid(`'${renderPath(path)}' has no parts that a filter in brackets could name`);
    }
    const outer = this.#resolve;
    this.#resolve = elementPaths(path);
    const filter = this.#closed(']');
    const part = this.#take(/\.[\w$]+/y);
    // Entra sends `emails[type eq "work"].value eq "…"`, which the RFC's grammar does not contain. The two conditions
    // apply to the same element.
    const both: Filter = part === undefined ? filter : { kind: 'and', filters: [filter, this.#part(path, part)] };
    this.#resolve = outer;
    return { kind: 'element', path, filter: both };
  }

  /** Parses what follows `emails[…]`: a sub-attribute and a condition on it. */
  #part(path: AttributePath, part: string): Filter {
    const found = this.#resolve(part.slice(1));
    if (!found) throw invalid(`there is no attribute '${renderPath(path)}${sent(part)}' to filter by`);
    return this.#take(/pr\b/iy) ? { kind: 'present', path: found } : this.#comparison(found);
  }

  #comparison(path: AttributePath): Filter {
    const operator = this.#take(/[a-z]{2}\b/iy)?.toLowerCase();
    if (operator === undefined || !OPERATORS.includes(operator)) {
      throw this.#unreadable(`an operator (${OPERATORS.join(', ')} or pr)`);
    }
    const written = this.#value();
    const compared = comparedPath(path);
    return {
      kind: 'compare',
      path: compared,
      operator: operator as CompareOperator,
      value: typedValue(compared, operator, written, this.#profile),
    };
  }

  #value(): Written {
    const { takesBareWords } = this.#profile;
    // A JSON string may contain an escaped quote, but no control character (RFC 8259 §7).
    const text = this.#take(/"(?:[^"\\\p{Cc}]|\\.)*"/uy);
    const word = text === undefined ? this.#take(takesBareWords ? BARE_WORD : BARE_VALUE) : undefined;
    const literal = text ?? word?.toLowerCase();
    if (literal === undefined)
      throw this.#unreadable('a value: a string in double quotes, a number, true, false or null');
    let value: CompareValue;
    try {
      value = JSON.parse(literal) as CompareValue;
    } catch {
      if (word === undefined || !takesBareWords) throw invalid(`${sent(literal)} is not a JSON value`);
      value = word;
    }
    const flaw = typeof value === 'string' ? textFlaw(value) : undefined;
    if (flaw) throw invalid(`the value in a filter ${flaw}`);
    return { value, word };
  }

  #take(pattern: RegExp): string | undefined {
    this.#skipSpace();
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#position = pattern.lastIndex;
    return match[0];
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#position))) this.#position++;
  }

  #unreadable(expected: string): ScimError {
    return invalid(
      `cannot read the filter '${sent(this.#text)}': expected ${expected} at character ${this.#position + 1}`,
    );
  }
}

/**
 * Whether a path leads into `meta`, which is not part of the stored resource, because the service generates it for each
 * answer.
 */
function isMeta({ attribute }: AttributePath): boolean {
  return attribute?.name === 'meta';
}

/**
 * The path to compare. For a complex attribute, this is its `value` (RFC 7643 §2.4), so that `members eq` means
 * `members.value eq`.
 */
function comparedPath(path: AttributePath): AttributePath {
  const { attribute } = path;
  if (attribute?.type !== 'complex' || path.subAttribute) return path;
  const value = subAttribute(attribute, 'value');
  if (!value) throw invalid(`'${renderPath(path)}' cannot be compared as a whole; name one of its sub-attributes`);
  return { ...path, subAttribute: value };
}
