import type { VNode } from 'preact';

import { FormToken } from '../pages/form-token';

import type { Visit } from './visit';

interface ConfirmedProps {
  readonly visit: Visit;

  /** What can be done, for example `Pause`. */
  readonly title: string;

  /** What happens then, in one or two sentences. */
  readonly consequence: string;

  /** The words on the button, for example `Pause product`. */
  readonly button: string;

  /** URL to which the form is sent. */
  readonly action: string;
}

/** An action that takes two clicks: the first shows what will happen, the second does it. Needs no JavaScript. */
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
