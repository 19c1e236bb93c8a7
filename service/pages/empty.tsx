import type { ComponentChildren, VNode } from 'preact';

/** Shown in place of an empty list. Explains that there are no entries, and how entries are added. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}
