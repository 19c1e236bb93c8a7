import type { ImportBlock } from '../../fleet/import-blocks';

/** Placeholder for a part of an id that is not known. */
export const OPEN = '<id>';

/**
 * An import block in Terraform's syntax. If the id is unknown, the block is commented out, and the comment begins with
 * the command that finds the id.
 */
export function renderBlock({ to, id }: ImportBlock, command: string): string {
  const lines = ['import {', `  to = ${to}`, `  id = ${JSON.stringify(id)}`, '}'];
  if (!id.includes(OPEN)) return lines.join('\n');
  return [`# ${command}`, ...lines.map((line) => `# ${line}`)].join('\n');
}
