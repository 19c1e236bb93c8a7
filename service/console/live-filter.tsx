import type { ComponentChildren, VNode } from 'preact';

interface LiveFilterProps {
  /** URL of the page that is filtered. */
  readonly action: string;

  /** Id of the element that holds the list. */
  readonly list: string;

  /** Labelled fields. */
  readonly children: ComponentChildren;
}

/** A form above a list. With JavaScript, the list follows what the reader types; without it, the button filters. */
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
