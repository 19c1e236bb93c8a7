/** Environment variables in the form that a container resource expects. */
export function variables(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** An HTTP probe of a path. It waits at most three seconds for the answer. */
export function probe(port: number, path: string, timing: { intervalSeconds: number; failureCountThreshold: number }) {
  return { transport: 'HTTP', port, path, timeout: 3, ...timing };
}

/** Memory of a container with `cpu` cores. Shared machines always have 2 GiB per core. */
export function memoryFor(cpu: number): string {
  return `${cpu * 2}Gi`;
}
