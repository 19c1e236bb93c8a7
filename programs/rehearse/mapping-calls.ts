type Value = string | undefined;

/**
 * Implementations of the functions of Entra's mapping language. All values are strings, except that undefined stands
 * for null. Booleans are `True` and `False`.
 *
 * Functions that return several values, or a different value each time, are left out.
 */
export const MAPPING_CALLS: ReadonlyMap<string, (args: readonly Value[]) => Value> = new Map(
  Object.entries({
    Append: ([source, suffix = '']) => source && `${source}${suffix}`,
    CStr: ([source]) => source,
    Coalesce: (args) => args.find(isPresent),
    IIF: ([condition, yes, no]) => (isTrue(condition) ? yes : no),
    IgnoreFlowIfNullOrEmpty: ([source]) => source,
    InStr: ([source = '', sought = '', start = '1']) => String(source.indexOf(sought, Number(start) - 1) + 1),
    IsNull: ([source]) => truth(source === undefined),
    IsNullOrEmpty: ([source]) => truth(!isPresent(source)),
    IsPresent: ([source]) => truth(isPresent(source)),
    Join: ([separator = '', ...parts]) => parts.filter((part) => part !== undefined).join(separator),
    Left: ([source, count]) => source?.slice(0, Number(count)),
    Len: ([source = '']) => String(source.length),
    Mid: ([source, start, length]) => source?.slice(Number(start) - 1, Number(start) - 1 + Number(length)),
    NormalizeDiacritics: ([source]) => source?.normalize('NFD').replace(/\p{Mn}/gu, ''),
    Not: ([source]) => truth(!isTrue(source)),
    PCase: ([source, separators = ' ']) =>
      source
        ?.toLowerCase()
        .replace(new RegExp(`(^|${anyOf(separators)})(.)`, 'gu'), (_, before: string, first: string) => {
          return `${before}${first.toUpperCase()}`;
        }),
    Replace: ([source, oldValue, pattern, , replacement = '', , template]) => {
      if (pattern !== undefined) return source?.replace(new RegExp(pattern, 'g'), replacement);
      if (!oldValue) return source;
      return template === undefined
        ? source?.replaceAll(oldValue, () => replacement)
        : template.replaceAll(oldValue, () => source ?? '');
    },
    SelectUniqueValue: ([first]) => first, // all generated names are unique
    StripSpaces: ([source]) => source?.replace(/\s/g, ''),
    Switch: ([source, otherwise, ...pairs]) => {
      const match = pairs.findIndex((key, index) => index % 2 === 0 && key === source);
      return match < 0 ? otherwise : pairs[match + 1];
    },
    ToLower: ([source]) => source?.toLowerCase(),
    ToUpper: ([source]) => source?.toUpperCase(),
    Word: ([source = '', number, delimiters = ' ']) =>
      source.split(new RegExp(anyOf(delimiters))).filter(isPresent)[Number(number) - 1],
  } satisfies Record<string, (args: readonly Value[]) => Value>),
);

/** Returns a pattern that matches any one of the characters. */
function anyOf(characters: string): string {
  return `[${characters.replace(/[\\\]^-]/g, '\\$&')}]`;
}

function isPresent(value: Value): boolean {
  return value !== undefined && value !== '';
}

function isTrue(value: Value): boolean {
  return value?.toLowerCase() === 'true';
}

function truth(holds: boolean): string {
  return holds ? 'True' : 'False';
}
