import type { VNode } from 'preact';

/**
 * A string that the reader needs elsewhere, with a button that copies the string. Without JavaScript, there is no
 * button.
 */
export function Copied(props: { readonly id: string; readonly text: string; readonly what: string }): VNode {
  const { id, text, what } = props;
  return (
    <span class="copied">
      <code id={id}>{text}</code>{' '}
      <button type="button" class="quiet" data-copy={id} aria-label={`Copy ${what}`} hidden>
        Copy
      </button>
    </span>
  );
}
