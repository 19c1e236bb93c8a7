import type { ImportBlock } from '../../fleet/import-blocks';

/** Placeholder for an unknown part of an id. */
export const OPEN = '<id>';

/** A block as Terraform reads it. One whose id is open is commented out, below the command that finds it. */
export function renderBlock({ to, id }: ImportBlock, command: string): string {
  const lines = ['import {', `  to = ${to}`, `  id = ${JSON.stringify(id)}`, '}'];
  if (!id.includes(OPEN)) return lines.join('\n');
  return [`# ${command}`, ...lines.map((line) => `# ${line}`)].join('\n');
}
