import { readFileSync } from 'node:fs';

import { InvalidArgumentError } from 'commander';

import { isObjectId } from '../../entra/principal';
import type { ListedAssignment } from '../../fleet/model/assignment-entry';

import type { Known } from './import-file';

/** The options of `tenants import`: ids from Entra, which the configuration does not contain. */
export interface ImportOptions extends Pick<Known, 'application' | 'servicePrincipal' | 'job'> {
  readonly assignedTo?: Pages;
  readonly principal?: ReadonlyMap<string, string>;
}

/** Some pages of a list from Graph. */
export interface Pages {
  readonly assignments: readonly ListedAssignment[];
  readonly last: string;

  /** Link to the page that follows these pages. Undefined if there is none. */
  readonly next: string | undefined;
}

/** Parses an object id. @throws {InvalidArgumentError} if the string is not a GUID. */
export function objectId(text: string): string {
  if (!isObjectId(text)) throw new InvalidArgumentError('It must be an object id (GUID).');
  return text.toLowerCase();
}

/** Parses the id of a synchronization job. @throws {InvalidArgumentError} if the string cannot be such an id. */
export function jobId(text: string): string {
  if (!/^[A-Za-z0-9]+\.[\w.-]+$/.test(text)) {
    throw new InvalidArgumentError('It must be the id of a synchronization job, such as scim.8d1c….3f0a….');
  }
  return text;
}

/** Parses `name=id`, and adds it to the pairs from earlier options. */
export function principalId(
  text: string,
  others: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [, name = '', id = ''] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (!isObjectId(id))
    throw new InvalidArgumentError('It must be a name and an object id, such as ann@contoso.com=1c8f….');
  return new Map([...others, [name.toLowerCase(), id.toLowerCase()]]);
}

/** Reads a page of Graph's answer from a file, and adds the page to the pages from earlier options. */
export function assignedTo(path: string, before?: Pages): Pages {
  try {
    const { value, '@odata.nextLink': next } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    if (Array.isArray(value)) {
      const assignments = [...(before?.assignments ?? []), ...(value as ListedAssignment[])];
      return { assignments, last: path, next: typeof next === 'string' ? next : undefined };
    }
  } catch {
    // The error below is also thrown if the file cannot be read or parsed.
  }
  throw new InvalidArgumentError("It must be a JSON file with Graph's answer, a list under 'value'.");
}
