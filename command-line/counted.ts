/** Formats a number with its noun: `1 group`, `1,000 groups`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`;
}

/** Lists at most `max` words: `a, b and 3 more`. */
export function inBrief(words: readonly string[], max: number): string {
  const more = words.length - max;
  const told = words.slice(0, max).join(', ');
  return more > 0 ? `${told} and ${more.toLocaleString('en')} more` : told;
}
