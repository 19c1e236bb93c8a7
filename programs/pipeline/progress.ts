/** Reports the progress of a step, line by line. */
export type Print = (line: string) => void;

/** Puts the name of a stack before each line, because several stacks are processed at the same time. */
export function named(print: Print, stack: string): Print {
  return (line) => {
    print(`[${stack}] ${line}`);
  };
}

/** Formats the time since `start`, in seconds. */
export function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
