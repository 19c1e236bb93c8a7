/** A part of a whole as a length in SVG, for example `12.5%`. */
export function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toFixed(3))}%`;
}
