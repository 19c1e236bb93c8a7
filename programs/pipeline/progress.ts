/** Reports the progress of a step, line by line. */
export type Print = (line: string) => void;

/** Lines about one stack, which start with its name because several run at the same time. */
export function named(print: Print, stack: string): Print {
  return (line) => {
    print(`[${stack}] ${line}`);
  };
}

/** How long something took, for a person. */
export function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
