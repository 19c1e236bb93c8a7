/** Environment variables as a container takes them. */
export function variables(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** A probe that asks for a path over HTTP and waits three seconds for the answer. */
export function probe(port: number, path: string, timing: { intervalSeconds: number; failureCountThreshold: number }) {
  return { transport: 'HTTP', port, path, timeout: 3, ...timing };
}

/** Memory for a number of cores: the only combinations that shared machines offer. */
export function memoryFor(cpu: number): string {
  return `${cpu * 2}Gi`;
}
