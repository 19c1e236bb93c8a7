import { max } from 'd3-array';
import type { VNode } from 'preact';

/** Height of the highest bar. Bars are one unit wide. */
const HEIGHT = 10;

/**
 * Bars as small as a word, placed beside the number that they add up to. Each sparkline has its own scale, so it shows
 * when something happened, not how much. All bars are strokes of one
 * path, because a page may have a thousand sparklines.
 */
export function Sparkline({ values }: { readonly values: readonly number[] }): VNode | null {
  const highest = max(values) ?? 0;
  if (highest === 0) return null;
  const bars = values.map((value, index) => {
    const height = Math.ceil((value / highest) * HEIGHT);
    return height > 0 ? `M${index} ${HEIGHT}v-${height}` : '';
  });
  return (
    <svg class="spark" viewBox={`-.5 0 ${values.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={bars.join('')} />
    </svg>
  );
}
