import type { ImportBlock } from '../../fleet/import-blocks';

/** Placeholder for an unknown part of an id. */
export const OPEN = '<id>';

/**
 * A block as Terraform reads it. If its id is unknown, the block is commented out, below the command that finds the id.
 */
export function renderBlock({ to, id }: ImportBlock, command: string): string {
  const lines = ['import {', `  to = ${to}`, `  id = ${JSON.stringify(id)}`, '}'];
  if (!id.includes(OPEN)) return lines.join('\n');
  return [`# ${command}`, ...lines.map((line) => `# ${line}`)].join('\n');
}
