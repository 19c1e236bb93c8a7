import type { Attribute } from './attribute';
import { type AttributePath, renderPath } from './attribute-path';
import { ScimError } from './error';
import type { CompareValue } from './filter';
import type { Profile } from './profile';
import { sent } from './sent-value';
import { parseBoolean, parseDateTime } from './text';

/** A value in a filter, as the client wrote it. */
export interface Written {
  readonly value: CompareValue;

  /** The value exactly as the client wrote it, if it has no quotes. Undefined for a quoted string. */
  readonly word: string | undefined;
}

/** Operators that apply only to strings. */
const TEXT_OPERATORS: readonly string[] = ['co', 'ew', 'sw'];

/** Operators that depend on the order of values. Booleans have no order. */
const ORDER_OPERATORS: readonly string[] = ['ge', 'gt', 'le', 'lt'];

/**
 * Converts the value in a comparison to the attribute's type.
 *
 * @throws {ScimError} 400 `invalidFilter` when the value has another type, or the operator does not apply to this type.
 */
export function typedValue(
  path: AttributePath,
  operator: string,
  { value, word }: Written,
  { coercesTypes, takesBareWords }: Profile,
): CompareValue {
  const { type, name } = (path.subAttribute ?? path.attribute) as Attribute;
  const mismatch = (expected: string) =>
    invalid(`'${renderPath(path)}' compares with ${expected}; got ${sent(JSON.stringify(value))}`);

  if (value === null) {
    if (operator !== 'eq' && operator !== 'ne') throw invalid(`'${name} ${operator}' needs a value; null has no order`);
    return null;
  }
  switch (type) {
    case 'boolean': {
      if (TEXT_OPERATORS.includes(operator) || ORDER_OPERATORS.includes(operator)) throw mismatch('eq or ne only');
      const boolean = coercesTypes && typeof value === 'string' ? parseBoolean(value) : value;
      if (typeof boolean !== 'boolean') throw mismatch('true or false');
      return boolean;
    }
    case 'integer':
    case 'decimal': {
      if (TEXT_OPERATORS.includes(operator)) throw mismatch('numbers, so co, sw and ew do not apply');
      const number = coercesTypes && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || Number.isNaN(number)) throw mismatch('a number');
      return number;
    }
    case 'dateTime':
      if (TEXT_OPERATORS.includes(operator)) throw mismatch('dates, so co, sw and ew do not apply');
      if (typeof value !== 'string' || parseDateTime(value) === undefined) {
        throw mismatch('a date and time such as "2026-01-31T08:00:00Z"');
      }
      return value;
    case 'binary':
    case 'complex':
    case 'reference':
    case 'string':
      if (typeof value === 'string') return value;
      // For a string attribute, digits without quotes count as a string, too, because they may be an employee number.
      if (word !== undefined && takesBareWords) return word;
      throw mismatch('a string in double quotes');
  }
}

/** The error for an invalid filter. */
export function invalid(detail: string): ScimError {
  return ScimError.badRequest('invalidFilter', detail);
}
