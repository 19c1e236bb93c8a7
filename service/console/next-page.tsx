import type { VNode } from 'preact';

interface NextPageProps {
  /** The query of the current page. */
  readonly query: Readonly<Record<string, string | undefined>>;

  /** Cursor of the next page. Null on the last page, which has no link to a next page. */
  readonly next: string | null;
}

/** A link to the next page of a list, and a link back to the first page. */
export function NextPage({ query, next }: NextPageProps): VNode | null {
  const { cursor } = query;
  if (next === null && cursor === undefined) return null;
  return (
    <nav class="pages" aria-label="Pages of the list">
      {cursor !== undefined && <a href={urlOf({ ...query, cursor: undefined })}>First page</a>}
      {next !== null && <a href={urlOf({ ...query, cursor: next })}>Next page</a>}
    </nav>
  );
}

/** A link to the whole list as a CSV file. */
export function CsvLink({ query }: Pick<NextPageProps, 'query'>): VNode {
  return (
    <p>
      <a href={urlOf({ ...query, format: 'csv' })} download>
        Download as CSV
      </a>
    </p>
  );
}

/** URL of the current page with another query. */
export function urlOf(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (each): each is [string, string] => each[1] !== undefined && each[1] !== '',
  );
  return `?${new URLSearchParams(given).toString()}`;
}
