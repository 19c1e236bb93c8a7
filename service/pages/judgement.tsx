import type { ComponentChildren, VNode } from 'preact';

/**
 * How urgent something is. `bad`: needs action now. `warn`: needs action today. `good`: needs no action. `off`:
 * switched off on purpose.
 */
export const SEVERITIES = ['bad', 'warn', 'good', 'off'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A state in words, with a mark in front. The shape and colour of the mark depend on the severity. */
export function Judged(props: { readonly severity: Severity; readonly children: ComponentChildren }): VNode {
  return (
    <span class={`state state-${props.severity}`}>
      <span>{props.children}</span>
    </span>
  );
}
