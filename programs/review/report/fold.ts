/** Lines that are folded under a summary, which is HTML. */
export function fold(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '</details>', ''];
}
