import { readMigrationSettings } from '../../service/migration-settings';
import { readSettings } from '../../service/settings';
import { Page } from '../support/page';

const PAGE = new Page('docs/configuration.md');

/** Rows of the page's table: a variable, its default, and its meaning. */
const ROWS = PAGE.rows().filter(
  (cells): cells is [string, string, string] => cells.length === 3 && /^[A-Z][A-Z_]+$/.test(cells[0] ?? ''),
);

/** A variable whose default is defined by the queue, not by the settings. */
const QUEUE = 'DATABASE_WAIT_SECONDS';

/** Names of the variables that `read` asks for when no variable is set. */
function askedBy(read: (env: NodeJS.ProcessEnv) => unknown): string[] {
  const asked = new Set<string>();
  const get = (_: object, name: string) => {
    asked.add(name);
    return undefined;
  };
  try {
    read(new Proxy({}, { get }));
  } catch {
    // Without a database, the migration fails after it has read all variables.
  }
  return [...asked];
}

/** Words that a variable accepts, taken from the error message for an invalid value. Empty if it accepts any string. */
function wordsOf(name: string): string[] {
  try {
    readSettings({ [name]: 'neither of them' });
    return [];
  } catch (error) {
    const [, words] = / must be one of ([^;]+);/.exec((error as Error).message) ?? [];
    return words?.split(', ') ?? [];
  }
}

describe('the table of environment variables', () => {
  test('has every variable that the service reads, and no other', () => {
    const asked = askedBy(readSettings).filter((name) => name !== 'AZURE_CLIENT_ID'); // part of the sign-in mode

    expect(ROWS.map(([name]) => name).sort()).toEqual(asked.sort());
  });

  test.each(ROWS.filter(([name, shown]) => name !== QUEUE && /^(\d+|[a-z.]+)$/.test(shown) && shown !== 'off'))(
    'states the actual default of %s: %s',
    (name, shown) => {
      expect(readSettings({ [name]: shown })).toEqual(readSettings({}));
    },
  );

  test.each(
    ROWS.map(([name, ...texts]) => [name, wordsOf(name), texts.join(' ')] as const).filter(([, { length }]) => length),
  )('tells of %s all that it may be: %j', (_name, words, text) => {
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  });
});

test('the page names every variable that the migration reads', () => {
  expect(PAGE.quoted()).toEqual(expect.arrayContaining(askedBy(readMigrationSettings)));
});
