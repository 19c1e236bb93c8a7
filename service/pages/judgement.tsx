import type { ComponentChildren, VNode } from 'preact';

/** How things are: `good` needs nobody, `warn` somebody today, `bad` somebody now; `off` is so on purpose. */
export const SEVERITIES = ['bad', 'warn', 'good', 'off'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How something is, in words. The mark before them has a shape and a colour of its own for each severity. */
export function Judged(props: { readonly severity: Severity; readonly children: ComponentChildren }): VNode {
  return (
    <span class={`state state-${props.severity}`}>
      <span>{props.children}</span>
    </span>
  );
}
