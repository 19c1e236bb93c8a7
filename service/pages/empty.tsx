import type { ComponentChildren, VNode } from 'preact';

/** Shown instead of an empty list: says that there are no entries, and what would add some. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}
