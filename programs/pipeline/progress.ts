/** Says how far a step has come, line by line. */
export type Print = (line: string) => void;

/** Lines of one stack, which bear its name because several are at work at once. */
export function named(print: Print, stack: string): Print {
  return (line) => {
    print(`[${stack}] ${line}`);
  };
}

/** How long something took, for a person. */
export function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
