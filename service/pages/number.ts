const NUMBERS = new Intl.NumberFormat('en');

/** Formats a number with thousands separators, for example `12,345`. */
export function number(value: number): string {
  return NUMBERS.format(value);
}
