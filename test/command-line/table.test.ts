import { renderTable } from '../../command-line/table';

describe('renderTable', () => {
  const widthOf = (table: string) => Math.max(...table.split('\n').map((line) => line.length));

  test('is only as wide as its text, whatever width a column may have', () => {
    const table = renderTable(['stream', 'error'], [['product', '-']], { widths: { error: 60 } });

    expect(table).toBe(renderTable(['stream', 'error'], [['product', '-']]));
  });

  test('wraps the text of a column that is longer than its width, and loses none', () => {
    const text = 'the receiver has answered with an error';

    const table = renderTable(['stream', 'error'], [['product', text]], { widths: { error: 20 } });

    expect(widthOf(table)).toBeLessThan(text.length);
    expect(table.split(/[^a-z]+/).join(' ')).toContain(text);
  });
});
