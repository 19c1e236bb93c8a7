import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';

import type { Complaint } from './complaint';
import { keysOf, mapForms } from './map-forms';
import { shownValue } from './shown-value';
import type { Path, YamlFile } from './yaml-file';

type Issue = z.core.$ZodIssue;

/** Converts validation errors into complaints that an operator understands. */
export function schemaComplaints(file: YamlFile, error: z.ZodError, schema: z.ZodType): Complaint[] {
  return error.issues.flatMap((issue) => explain(file, issue, [], schema));
}

function explain(file: YamlFile, issue: Issue, base: Path, schema: z.ZodType): Complaint[] {
  const path = [...base, ...issue.path];
  const value = valueAt(file.data, path);
  const forms = mapForms(schema, path);
  const got = (message: string) => {
    if (value === undefined) return [file.complain(path, `is missing; ${message}`)];
    return [file.complain(path, `${message}; ${shownValue(path, value)}${meant(issue, value)}`)];
  };
  switch (issue.code) {
    case 'unrecognized_keys':
      return isMap(value) ? explainMap(file, path, value, forms, schema) : [];
    case 'invalid_union': {
      if (isMap(value) && forms.length > 0) return explainMap(file, path, value, forms, schema);
      const branch = issue.errors.find((issues) => issues.every((inner) => inner.path.length > 0));
      if (branch) return branch.flatMap((inner) => explain(file, inner, path, schema));
      return got(forms.length === 0 ? issue.message : `${issue.message}; a map has ${theKeys(forms)}`);
    }
    case 'invalid_type':
      return got(issue.expected === 'object' ? `must be a map with ${theKeys(forms)}` : issue.message);
    default:
      return got(issue.message);
  }
}

/**
 * Complaints about a map that the schema allows in several forms. They refer to the form that best fits the map's keys.
 */
function explainMap(file: YamlFile, path: Path, value: Data, forms: readonly z.ZodObject[], schema: z.ZodType) {
  const tried = forms.map((form) => ({ form, issues: form.safeParse(value).error?.issues ?? [] }));
  const [closest] = tried.toSorted(
    (a, b) =>
      unknownIn(a.issues).length - unknownIn(b.issues).length ||
      misspelled(b).length - misspelled(a).length ||
      a.issues.length - b.issues.length,
  );
  if (!closest) return [];
  return closest.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0
      ? issue.keys.map((key) =>
          file.complainAboutKey([...path, key], unknownKey(key, Object.keys(value), keysOf(closest.form), forms)),
        )
      : explain(file, issue, path, schema),
  );
}

function unknownIn(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []));
}

/** The unknown keys that somebody most likely meant as keys of this form. */
function misspelled({ form, issues }: { readonly form: z.ZodObject; readonly issues: readonly Issue[] }): string[] {
  return unknownIn(issues).filter((key) => nearest(key, keysOf(form)) !== undefined);
}

/** Lists the keys that a map may have in each of its allowed forms: `the keys a, b, or c, d`. */
export function theKeys(forms: readonly z.ZodObject[]): string {
  const keys = forms.map(keysOf);
  return `the ${keys.flat().length === 1 ? 'key' : 'keys'} ${keys.map((form) => form.join(', ')).join(', or ')}`;
}

/**
 * @param known keys that are allowed in the form that best fits the map.
 * @param forms all allowed forms of the map.
 */
function unknownKey(key: string, written: readonly string[], known: readonly string[], forms: readonly z.ZodObject[]) {
  const ofAll = (one: string) => forms.every((form) => keysOf(form).includes(one));
  const beside = written.filter((one) => known.includes(one) && !ofAll(one)); // these keys decide which form it is
  if (forms.some((form) => keysOf(form).includes(key)))
    return `cannot be combined with ${beside.map((one) => `'${one}'`).join(', ')}; a map has ${theKeys(forms)}`;
  const near = nearest(key, known);
  if (near !== undefined) return `is not a known key; did you mean '${near}'?`;
  const isOpen = forms.length > 1 && beside.length === 0;
  return `is not a known key; ${isOpen ? `a map has ${theKeys(forms)}` : `known are ${known.join(', ')}`}`;
}

/** The known word that somebody most likely meant by `word`. Undefined if no known word is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  // More than half of the letters must be right. Otherwise, any pair of two-letter words would count as close, since
  // two edits turn one word into the other.
  const most = Math.min(Math.max(2, Math.floor(word.length / 3)), Math.ceil(word.length / 2) - 1);
  return best && best.steps <= most ? best.candidate : undefined;
}

/** The end of a complaint about a misspelled word: `did you mean '…'?`. Empty if no allowed word is close. */
function meant(issue: Issue, value: unknown): string {
  const near = typeof value === 'string' ? nearest(value, allowedWords(issue)) : undefined;
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

/** Words that the schema allows for the value. */
function allowedWords(issue: Issue): string[] {
  if (issue.code === 'invalid_union') {
    return issue.errors.flat().flatMap((inner) => (inner.path.length > 0 ? [] : allowedWords(inner)));
  }
  return issue.code === 'invalid_value' ? issue.values.filter((value) => typeof value === 'string') : [];
}

type Data = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], data);
}
