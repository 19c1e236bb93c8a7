import type { ComponentChildren, VNode } from 'preact';

/** How urgent something is: `good` needs no action, `warn` needs action today, `bad` now; `off` is intentional. */
export const SEVERITIES = ['bad', 'warn', 'good', 'off'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A state in words, after a mark whose shape and colour depend on the severity. */
export function Judged(props: { readonly severity: Severity; readonly children: ComponentChildren }): VNode {
  return (
    <span class={`state state-${props.severity}`}>
      <span>{props.children}</span>
    </span>
  );
}
