import { renderPath } from './attribute-path';
import type { Filter } from './filter';

/**
 * Prints a filter in the notation of RFC 7644 §3.4.2.2. {@link parseFilter} converts the result back into the same
 * tree.
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.map(printOperand).join(` ${filter.kind} `);
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'present':
      return `${renderPath(filter.path)} pr`;
    case 'compare':
      return `${renderPath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'element':
      return `${renderPath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}

function printOperand(filter: Filter): string {
  return filter.kind === 'and' || filter.kind === 'or' ? `(${printFilter(filter)})` : printFilter(filter);
}
