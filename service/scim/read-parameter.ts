import { ScimError, type ScimType } from './error';
import { sent } from './sent-value';

/** Reads a search parameter that is a string. Returns undefined when the parameter is missing or empty. */
export function readText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw ScimError.badRequest(
    'invalidValue',
    `${name} must be a string, given once; got ${sent(JSON.stringify(value))}`,
  );
}

/** Reads a search parameter that is a whole number, sent as a number or as a string. */
export function readInteger(name: string, value: unknown, scimType: ScimType = 'invalidValue'): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value)) return Number(value);
  throw ScimError.badRequest(scimType, `${name} must be a whole number; got ${sent(JSON.stringify(value))}`);
}
