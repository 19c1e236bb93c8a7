import type { Json } from '../plan/terraform-plan';

/**
 * A value as a report shows it. A string stays as it is, list elements are separated by commas, and a missing value
 * becomes "none".
 */
export function valueInWords(value: Json): string {
  if (value === null || value === '') return 'none';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((part: Json) => valueInWords(part)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
