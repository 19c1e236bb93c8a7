import { useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();
const BODY_MAX = 1024 * 1024;
const NOBODY = '00000000-0000-7000-8000-000000000000';

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Different spellings of one attribute name: a path may have spaces around it. */
const spellings = (name: string, count: number) =>
  times(count, (index) => `${index.toString(2).replaceAll('0', ' ').replaceAll('1', '\t')} ${name}`);

const everySpelling = (count: number, name: string, value: unknown) =>
  Object.fromEntries(spellings(name, count).map((spelling) => [spelling, value]));

const MANY = times(1000, (index) => ({ value: `v${index}`, type: `t${index}` }));
const conditions = (count: number) => times(count, () => 'value sw "y"').join(' or ');

const TOO_MANY_LOOKS = /^the operations read more than 100000 values/;
const TOO_MANY_WRITES = /^a request may write up to 1000 attributes, including repetitions; this one writes \d+$/;

/** The most expensive bodies for a PATCH of a user with a thousand addresses. */
const COSTLY_PATCHES: readonly (readonly [string, object[], RegExp])[] = [
  [
    'with 50 conditions in each of 100 value paths',
    times(100, () => ({ op: 'replace', path: `emails[${conditions(49)} or type eq "t0"].display`, value: 'w' })),
    TOO_MANY_LOOKS,
  ],
  [
    'with a value path in each of 1000 operations',
    times(1000, (index) => ({ op: 'replace', path: `emails[type eq "t${index}"].value`, value: `w${index}` })),
    TOO_MANY_LOOKS,
  ],
  [
    'that adds one value in each of 1000 operations',
    times(1000, (index) => ({ op: 'add', path: 'emails', value: [{ value: `v${index}`, display: 'x' }] })),
    TOO_MANY_LOOKS,
  ],
  [
    'with 15,000 value paths in one value',
    [{ op: 'replace', value: everySpelling(15_000, 'emails[type eq "t0"].value', 'w') }],
    TOO_MANY_WRITES,
  ],
];

async function createAnn(scim: RunningScim): Promise<{ id: string; emails: unknown[] }> {
  return (await scim.send('POST', '/Users', { userName: 'ann', emails: MANY })).body;
}

describe('a PATCH of a user with 1000 addresses', () => {
  test.each(COSTLY_PATCHES)('fails with 400 tooMany %s, and changes nothing', async (_what, Operations, detail) => {
    await using scim = await startScim(database);
    const ann = await createAnn(scim);
    expect(JSON.stringify({ Operations }).length).toBeLessThan(BODY_MAX);

    const { status, body } = await scim.send('PATCH', `/Users/${ann.id}`, { Operations });

    expect([status, body.scimType, body.detail]).toEqual([400, 'tooMany', expect.stringMatching(detail)]);
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });

  test('within a bulk request fails alone, however many there are', async () => {
    await using scim = await startScim(database);
    const ann = await createAnn(scim);
    const data = {
      Operations: times(51, (index) => ({ op: 'add', path: `emails[type eq "t${index}"].display`, value: 'w' })),
    };
    const Operations = times(10, () => ({ method: 'PATCH', path: `/Users/${ann.id}`, data }));

    const { body } = await scim.send('POST', '/Bulk', { Operations });

    const details = body.Operations.map(({ response }: any) => response.detail);
    expect(details).toEqual(details.map(() => expect.stringMatching(TOO_MANY_LOOKS)));
    expect((await scim.send('GET', `/Users/${ann.id}`)).body).toEqual(ann);
  });
});

describe('a body that names one attribute in 9000 spellings', () => {
  test.each([
    ['POST', '/Users', { userName: 'ann', ...everySpelling(9000, 'emails', [{ value: 'a' }]) }],
    ['POST', '/Groups', { displayName: 'Team', ...everySpelling(9000, 'members', [{ value: NOBODY }]) }],
    ['PUT', '/Users', { userName: 'ann', ...everySpelling(9000, 'title', 'x') }],
    ['PATCH', '/Groups', { Operations: [{ op: 'add', value: everySpelling(9000, 'members', [{ value: NOBODY }]) }] }],
  ])('fails with 400 tooMany: %s %s', async (method, endpoint, sent) => {
    await using scim = await startScim(database);
    const { body: made } = await scim.send('POST', endpoint, { userName: 'bob', displayName: 'Crew' });
    const path = method === 'POST' ? endpoint : `${endpoint}/${made.id}`;

    const { status, body } = await scim.send(method, path, sent);

    expect([status, body.scimType, body.detail]).toEqual([400, 'tooMany', expect.stringMatching(TOO_MANY_WRITES)]);
  });
});

describe('a search for 80,000 attributes', () => {
  test.each(['attributes', 'excludedAttributes'])('(%s) is answered as one that names each once', async (parameter) => {
    await using scim = await startScim(database);
    await createAnn(scim);
    const search = (names: string[]) => scim.send('POST', '/Users/.search', { [parameter]: names });

    const { status, body } = await search(['emails.type', ...times(80_000, () => 'title')]);

    expect(status).toBe(200);
    expect(body).toEqual((await search(['title', 'emails.type'])).body);
  });
});

describe('twelve clients of one tenant that ask for as much as they can', () => {
  const users = times(40, (index) => `member-${index}`);
  const together = <Result>(send: () => Promise<Result>) => Promise.all(times(12, send));

  /** The answers that another tenant and an orchestrator get in the meantime. */
  const meanwhile = async (scim: RunningScim) => {
    const { status } = await scim.other.send('GET', '/Users?filter=userName+eq+%22ann%22');
    return [status, (await fetch(new URL('/readyz', scim.url))).status];
  };

  test.each([
    ['groups.display co', 500],
    ['emails.value eq', 500],
  ])('fail with 400, and delay nobody: searches of %s × %i', async (condition, count) => {
    await using scim = await startScim(database);
    const filter = times(count, (index) => `${condition} "zz${index}"`).join(' or ');

    const [answers, others] = await Promise.all([
      together(() => scim.send('POST', '/Users/.search', { filter })),
      meanwhile(scim),
    ]);

    expect(answers.map(({ status, body }) => [status, body.scimType])).toEqual(
      answers.map(() => [400, 'invalidFilter']),
    );
    expect(others).toEqual([200, 200]);
  });

  test('change a group or are refused as a whole, and delay nobody: 1,000 × remove members, add 40', async () => {
    await using scim = await startScim(database, { deadlineSeconds: 20, database: { waitMs: 15_000 } });
    const value: { value: string }[] = [];
    for (const userName of users) value.push({ value: (await scim.send('POST', '/Users', { userName })).body.id });
    const team = await scim.send('POST', '/Groups', { displayName: 'Team', members: value });
    const path = `/Groups/${team.body.id}`;
    const Operations = times(1000, (index) =>
      index % 2 === 0 ? { op: 'remove', path: 'members' } : { op: 'add', path: 'members', value },
    );

    const [answers, others] = await Promise.all([
      together(() => scim.send('PATCH', path, { Operations })),
      meanwhile(scim),
    ]);

    for (const { status } of answers) expect([204, 429, 503]).toContain(status);
    expect(others).toEqual([200, 200]);
    expect((await scim.send('GET', path)).body.members).toHaveLength(40);
  });
});
