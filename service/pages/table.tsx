import type { ComponentChildren, VNode } from 'preact';

interface TableProps {
  /** The heading of each column. The headings of columns with numbers are aligned to the right, like the numbers. */
  readonly columns: readonly (string | { readonly number: string })[];

  /** The rows. Each cell repeats its heading as `data-label`, for the cards. */
  readonly children: ComponentChildren;
}

/** A table that shows each row as a card on a narrow screen. */
export function Table({ columns, children }: TableProps): VNode {
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th key={column} scope="col">
                  {column}
                </th>
              ) : (
                <th key={column.number} scope="col" class="number">
                  {column.number}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
