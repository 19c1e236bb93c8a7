import type { VNode } from 'preact';

import { percent } from './percent';

interface BarProps {
  readonly parts: readonly { readonly look: 'calm' | 'off'; readonly value: number }[];

  /** The value at which a bar would fill the whole width. */
  readonly full: number;
}

/**
 * A horizontal bar that consists of several parts. Screen readers skip the bar, because the table cell next to it
 * contains the number.
 */
export function Bar({ parts, full }: BarProps): VNode {
  let before = 0;
  return (
    <svg height="14" aria-hidden="true">
      {parts.map(({ look, value }) => {
        const x = percent(before, full);
        before += value;
        return value > 0 && <rect key={look} class={look} x={x} width={percent(value, full)} y="1" height="12" />;
      })}
    </svg>
  );
}
