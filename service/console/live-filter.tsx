import type { ComponentChildren, VNode } from 'preact';

interface LiveFilterProps {
  /** URL of the page whose list is filtered. */
  readonly action: string;

  /** Id of the element that contains the list. */
  readonly list: string;

  /** The fields of the form, with their labels. */
  readonly children: ComponentChildren;
}

/**
 * A form that filters the list below it. With JavaScript, the list changes while the person types. Without JavaScript,
 * the person presses the button.
 */
export function LiveFilter({ action, list, children }: LiveFilterProps): VNode {
  const target = `#${list}`;
  return (
    <form
      class="filters"
      method="get"
      action={action}
      hx-get={action}
      hx-target={target}
      hx-select={target}
      hx-swap="outerHTML"
      hx-trigger="input changed delay:200ms, submit"
    >
      {children}
      <button type="submit">Show</button>
    </form>
  );
}
