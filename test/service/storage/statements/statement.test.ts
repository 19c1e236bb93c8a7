import { sql } from 'kysely';

import { statement } from '../../../../service/storage/statements/statement';

describe('a statement', () => {
  test('sends each value once, however often it is named', () => {
    const find = statement<{ tenant: string; name: string }>(
      'find',
      (value) => sql`
        select ${value('name')} from users
         where tenant_id = ${value('tenant')} and user_name = ${value('name')} and ${value('tenant')} <> ''`,
    );

    const { name, text, values } = find.with({ tenant: 'contoso', name: 'ann' });

    expect(name).toBe('find');
    expect(text.replace(/\s+/g, ' ').trim()).toBe(
      "select $1 from users where tenant_id = $2 and user_name = $1 and $2 <> ''",
    );
    expect(values).toEqual(['ann', 'contoso']);
  });

  test('keeps more than nine values apart', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'] as const;
    const list = statement<Record<(typeof names)[number], string>>(
      'list',
      (value) => sql`select ${sql.join([...names, ...names].map((name) => value(name)))}`,
    );

    const { text, values } = list.with(Object.fromEntries(names.map((name) => [name, name.toUpperCase()])) as never);

    const numbers = names.map((_, index) => `$${index + 1}`);
    expect(text).toBe(`select ${[...numbers, ...numbers].join(', ')}`);
    expect(values).toEqual(names.map((name) => name.toUpperCase()));
  });
});
