import { keptLog } from '../../support/log-lines';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

/** A name that these tests put wherever a request could contain a person's name. */
const NAME = 'zelda.zhang';
const USER = { userName: NAME, externalId: NAME };
const patch = (...operations: object[]) => ({ Operations: operations });
const id = '00000000-0000-7000-8000-000000000000';

/** Requests that are refused, each for a different reason, with the name wherever it can be. */
const REFUSED: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['POST', '/Users', USER],
  ['POST', '/Users', { ...USER, active: NAME }],
  ['POST', '/Users', { ...USER, roles: [{ value: NAME }] }],
  ['POST', '/Users', { ...USER, roles: [{ value: `destination_${NAME}` }] }],
  ['POST', '/Users', { ...USER, [NAME]: NAME }],
  ['POST', '/Users', { ...USER, emails: [{ type: 'work', [NAME]: NAME }] }],
  ['POST', '/Users', { ...USER, name: NAME }],
  ['POST', '/Users', { ...USER, emails: NAME }],
  ['POST', '/Users', { ...USER, userName: [NAME] }],
  ['POST', '/Users', { ...USER, title: NAME.repeat(1_000) }],
  ['POST', '/Users', { ...USER, title: `${NAME}\u0000` }],
  ['POST', '/Users', { schemas: [NAME], ...USER }],
  ['PUT', `/Users/${NAME}`, USER],
  ['PATCH', '/Users/{id}', patch({ op: NAME, path: 'title', value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: NAME, value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: [NAME], value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: `emails[${NAME} eq "${NAME}"].value`, value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: `emails[value eq ${NAME} ].${NAME}`, value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: `title[value eq "${NAME}"]`, value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', value: NAME })],
  ['PATCH', '/Users/{id}', patch({ op: 'replace', path: 'id', value: NAME })],
  ['PATCH', '/Users/{id}', NAME],
  ['GET', `/Users?filter=${NAME}+eq+%22${NAME}%22`],
  ['GET', `/Users?filter=userName+xx+%22${NAME}%22`],
  ['GET', `/Users?filter=userName.${NAME}+eq+%22${NAME}%22`],
  ['GET', `/Users?filter=emails%5Btype+eq+%22work%22%5D.${NAME}+eq+%22x%22`],
  ['GET', `/Users?filter=active+eq+%22${NAME}%22`],
  ['GET', `/Users?filter=meta.created+gt+%22${NAME}%22`],
  ['GET', `/Users?filter=userName+eq+%22${NAME}%5Cq%22`],
  ['GET', `/Users?sortBy=${NAME}`],
  ['GET', `/Users?sortBy=userName&sortOrder=${NAME}`],
  ['GET', `/Users?count=${NAME}`],
  ['GET', `/Users?cursor=${NAME}`],
  ['GET', `/Users/${NAME}`],
  ['GET', `/${NAME}`],
  ['POST', `/Users/${NAME}`, USER],
  ['GET', `/Schemas/${NAME}`],
  ['GET', `/Schemas/${NAME}?filter=x`],
  ['POST', '/Groups', { displayName: NAME, members: [{ value: NAME }] }],
  ['POST', '/Groups', { displayName: NAME, members: [NAME] }],
  ['POST', '/Groups', { displayName: NAME, members: [{ value: id, display: NAME }] }],
  ['POST', '/Groups', { displayName: NAME }],
  ['DELETE', `/Groups/${NAME}`],
  ['POST', '/Bulk', { Operations: NAME }],
  ['POST', '/Bulk', { Operations: [{ method: NAME, path: NAME }] }],
  ['POST', '/Bulk', { Operations: [{ method: 'PATCH', path: '/Users/1', version: [NAME] }] }],
  ['POST', '/Users/.search', { filter: [NAME], attributes: [{ [NAME]: NAME }] }],
];

describe('the line about a refused request', () => {
  test.each([['entra'], ['rfc']])('says why, and names nobody, whatever the client sent (%s)', async (profile) => {
    const { log, lines } = keptLog();
    await using scim = await startScim(database, { overrides: { log }, tenant: { profile } });
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const { body: user } = await scim.send('POST', '/Users', { schemas, ...USER });
    await scim.send('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: NAME });

    const answers = [];
    for (const [method, path, body] of REFUSED) {
      answers.push(await scim.send(method, path.replace('{id}', String(user.id)), body));
    }
    answers.push(await scim.sendText('POST', '/Users', `{"userName":${NAME}}`));
    answers.push(await scim.sendText('POST', '/Users', '{}', { 'Content-Type': NAME }));
    answers.push(await scim.sendText('POST', '/Users', '{}', { 'Content-Encoding': NAME }));

    const refused = lines.filter(({ msg, status }) => msg === 'request' && Number(status) >= 400);
    const expected = answers.filter(({ status }) => status >= 400);
    expect(refused.map(({ level, requestId, status, scimType }) => [level, requestId, status, scimType])).toEqual(
      expected.map(({ headers, body, status }) => [40, headers.get('x-request-id'), status, body.scimType]),
    );
    expect(refused.every(({ detail }) => typeof detail === 'string' && detail.length > 10)).toBe(true);
    expect(refused.length).toBeGreaterThan(40);
    expect(refused.map((line) => JSON.stringify(line)).filter((line) => /zelda|zhang/i.test(line))).toEqual([]);
  });

  test('has the id of the resource, and the detail up to what the client sent', async () => {
    const { log, lines } = keptLog();
    await using scim = await startScim(database, { overrides: { log } });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, patch({ op: 'replace', path: 'active', value: 'x' }));

    expect(body.detail).toBe('active must be true or false; got "x"');
    expect(lines.at(-1)).toMatchObject({
      level: 40,
      tenant: scim.tenant,
      token: 'gen-1',
      scope: 'provision',
      route: 'PATCH /Users/{id}',
      resourceId: ann.id,
      status: 400,
      scimType: 'invalidValue',
      detail: 'active must be true or false; got …',
    });
  });

  test('is one at info when the request was accepted, and says nothing of a resource', async () => {
    const { log, lines } = keptLog();
    await using scim = await startScim(database, { overrides: { log } });

    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.send('GET', `/Users/${ann.id}`);

    expect(lines.map(({ level }) => level)).toEqual([30, 30]);
    expect(lines.at(-1)).not.toHaveProperty('resourceId');
  });
});
