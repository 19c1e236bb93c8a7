import { statementsOf } from '../../../../service/storage/setup/sql-script';

test('gives the statements of a script one by one, without comments', () => {
  const script = `-- One; two.
    create table a (id int); -- three;
    select 1
      -- four
      from a;`;

  expect(statementsOf(script)).toEqual(['create table a (id int)', 'select 1\n      \n      from a']);
});

test.each([
  `select 'a;b'`,
  `select 'it''s; -- none'`,
  'do $$ begin; -- a comment; end $$',
  'do $a$ ;$$; $a$',
  'select 1-2',
])('leaves a statement whole: %s', (statement) => {
  expect(statementsOf(`${statement};\n${statement};`)).toEqual([statement, statement]);
});
