import type { VNode } from 'preact';

import { FormToken } from '../pages/form-token';

import type { Visit } from './visit';

interface ConfirmedProps {
  readonly visit: Visit;

  /** Name of the action, for example `Pause`. */
  readonly title: string;

  /** Description of what the action will do, in one or two sentences. */
  readonly consequence: string;

  /** The text on the button, for example `Pause product`. */
  readonly button: string;

  /** URL to which the form is submitted. */
  readonly action: string;
}

/**
 * An action that takes two clicks: the first shows what the action will do, and the second performs it. Works without
 * JavaScript.
 */
export function Confirmed({ visit, title, consequence, button, action }: ConfirmedProps): VNode {
  return (
    <details>
      <summary aria-label={`${button}…`}>{title}…</summary>
      <form method="post" action={action}>
        <FormToken token={visit.formToken} />
        <p>{consequence}</p>
        <button class="primary" type="submit">
          {button}
        </button>
      </form>
    </details>
  );
}
