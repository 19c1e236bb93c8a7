/** At most this many characters of a text, with an ellipsis where some are missing. */
export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
