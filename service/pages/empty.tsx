import type { ComponentChildren, VNode } from 'preact';

/** In place of a list that has no entry: says so, and what brings entries. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}
