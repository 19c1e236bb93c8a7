import type { ComponentChildren, VNode } from 'preact';

import { Judged } from '../pages/judgement';

export type StepState = 'done' | 'next' | 'later';

interface StepProps {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  readonly children: ComponentChildren;
}

/** A step of the guide. Its number comes from its place in the list. */
export function Step({ id, title, state, children }: StepProps): VNode {
  return (
    <li id={id} class={`step step-${state}`}>
      <h2>
        {title} {state === 'done' && <Judged severity="good">Done</Judged>}
        {state === 'next' && <span class="badge">Next</span>}
      </h2>
      {children}
    </li>
  );
}
