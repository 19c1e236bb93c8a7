import type { AttributeMapping } from '../../../entra/attribute-mapping';
import type { SyncSettings } from '../../../entra/sync-settings';
import { UNKNOWN } from '../masking/reveal';
import type { Side } from '../plan/side';
import { isObject, type Json, type JsonObject } from '../plan/terraform-plan';

/**
 * The settings of a synchronization job as a plan shows them. If a setting is not known yet, its value is a string that
 * says so.
 */
export type PlannedSettings = Readonly<Partial<Record<Exclude<keyof SyncSettings, 'mappings'>, Json>>> & {
  readonly mappings: PlannedMappings | typeof UNKNOWN;
};

export interface PlannedMappings {
  readonly users: readonly AttributeMapping[];
  readonly groups: readonly AttributeMapping[];
}

/**
 * The settings that a `terraform_data` resource passes to the sync step. Undefined if the resource has no such
 * settings.
 */
export function readSettings(side: Side): PlannedSettings | undefined {
  const [input] = side.records('input');
  if (!input) return undefined;
  if (input['mappings'] === UNKNOWN) return { ...input, mappings: UNKNOWN };
  const table = isObject(input['mappings']) ? input['mappings'] : input;
  if (!('users' in table) && !('groups' in table) && !('tenantUrl' in input)) return undefined;
  return { ...input, mappings: { users: mappings(table['users']), groups: mappings(table['groups']) } };
}

/** Generation of the token. Terraform writes the number as a string if the value comes from a variable. */
export function generationOf(settings: PlannedSettings | undefined): number | undefined {
  const generation = Number(settings?.tokenGeneration ?? NaN);
  return Number.isInteger(generation) ? generation : undefined;
}

/** A list of mappings or of target attributes. Some steps receive the list as JSON text. */
function mappings(value: Json | undefined): AttributeMapping[] {
  const list = typeof value === 'string' ? parse(value) : value;
  if (!Array.isArray(list)) return [];
  return (list as Json[]).flatMap((entry) => {
    if (typeof entry === 'string') return [{ target: entry, source: '' }];
    return isObject(entry) && typeof entry['target'] === 'string' ? [mapping(entry['target'], entry)] : [];
  });
}

function mapping(target: string, { source, matching, flow, defaultValue }: JsonObject): AttributeMapping {
  return {
    target,
    source: typeof source === 'string' ? source : '',
    ...(Number(matching) > 0 ? { matching: Number(matching) } : {}),
    ...(flow === 'onCreate' ? { flow } : {}),
    ...(typeof defaultValue === 'string' ? { defaultValue } : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns one line for each filter, such as `Staff: department EQUALS Sales`. An object must match at least one of the
 * filters.
 */
export function filtersInWords(filters: Json | undefined, objects: 'groups' | 'users'): string[] {
  const list = isObject(filters) ? filters[objects] : undefined;
  if (!Array.isArray(list)) return [];
  return (list as Json[]).filter(isObject).map(({ name, clauses }) => {
    const rules = Array.isArray(clauses) ? (clauses as Json[]).filter(isObject) : [];
    const words = rules.map(({ attribute, operator, value }) => inWords(attribute, operator, value));
    return `${inWords(name)}: ${words.join(' and ')}`;
  });
}

function inWords(...parts: readonly (Json | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
}
