import type { ComponentChildren, VNode } from 'preact';

import { Judged } from '../pages/judgement';

export type StepState = 'done' | 'next' | 'later';

/** Steps of the guide, in order. */
export const STEPS = ['enable', 'application', 'token', 'test', 'roles', 'mappings', 'start'] as const;
type StepId = (typeof STEPS)[number];

/** Id of the heading of a step. The heading shows whether the step is done. */
export function stepTitleId(id: StepId): string {
  return `${id}-title`;
}

interface StepProps {
  readonly id: StepId;
  readonly title: string;
  readonly state: StepState;
  readonly children: ComponentChildren;
}

/** A step of the guide. Its number is its position in {@link STEPS}. */
export function Step({ id, title, state, children }: StepProps): VNode {
  return (
    <li id={id} class="step">
      <h2 id={stepTitleId(id)}>
        {title} {state === 'done' && <Judged severity="good">Done</Judged>}
        {state === 'next' && <span class="badge">Next</span>}
      </h2>
      {children}
    </li>
  );
}
