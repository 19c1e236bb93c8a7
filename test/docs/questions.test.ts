import { setTimeout as sleep } from 'node:timers/promises';

import { entraScim } from '../../programs/program';
import { callProgram } from '../support/call-program';
import { Page } from '../support/page';
import { scimClient } from '../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../support/service-process';

/** The questions of the operations page, and the command that answers each. */
const ANSWERS = new Map(
  new Page('docs/operations.md')
    .rows()
    .filter(([question = '', command = '']) => question.endsWith('?') && command.startsWith('npx entra-scim '))
    .map(([question = '', command = '']) => [question, command] as const),
);

/** What each command shows, of the history that the page gives to the demo tenant. */
const SHOWN: readonly (readonly [string, RegExp])[] = [
  ["Who changed ann's role, and when?", /role account_reviewer → account_administrator +│ demo /],
  ['Who joined or left a group?', /Group Finance │ added ann@contoso\.example/],
  [
    'What did Entra try today that was refused, and what should I do?',
    /POST \/Users │ 400 invalidValue │ there is no account role '…'.* │ \w/,
  ],
  ['Who is account administrator anywhere?', /demo +│ ann@contoso\.example +│ account_administrator/],
  [
    'Who had access at the end of a day, for the auditors?',
    /^demo,ann@contoso\.example,.*,account_administrator,,true,.*,Finance$/m,
  ],
  ['How far behind is each receiver of events?', /demo +│ product │ active │ \d+ s/],
];

describe('a question of the operations page, asked as printed beside a service that was only started', () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await startServiceProcess({ DATA_DIR: 'memory' });
    const scim = scimClient(service.exported('URL'), service.exported('TOKEN'));
    const product = scimClient(service.exported('URL'), service.exported('READ_TOKEN'));
    const poll = () => product.send('POST', '/SecurityEvents/product', { returnImmediately: true, ack: ['another'] });
    await poll();
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann@contoso.example',
      roles: [{ value: 'account_reviewer' }],
    });
    await scim.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: ann.id }] });
    await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'Add', path: 'roles', value: 'account_administrator' }],
    });
    await scim.send('POST', '/Users', { userName: 'cid@contoso.example', roles: [{ value: 'Admin' }] });
    const { body: bob } = await scim.send('POST', '/Users', { userName: 'bob@contoso.example' });
    await scim.send('DELETE', `/Users/${bob.id}`);
    await poll(); // otherwise the service notices within a minute that the receiver is behind
  });
  afterAll(() => service.stop());

  test.each(SHOWN)('is answered: %s', async (question, expected) => {
    const command = (ANSWERS.get(question) ?? '').replace('$(date +%F)', new Date().toISOString().slice(0, 10));
    const env = { ADMIN_URL: service.exported('ADMIN_URL'), ADMIN_TOKEN: service.exported('ADMIN_TOKEN'), TZ: 'UTC' };
    const ask = () => callProgram(entraScim, command.split(' ').slice(2), env);

    let answer = await ask();
    // A refused request is in history within a second.
    for (let tries = 0; tries < 50 && answer.output === ''; tries++) {
      await sleep(100);
      answer = await ask();
    }

    expect(answer).toMatchObject({ code: 0, output: expect.stringMatching(expected) });
  });

  test('has a command, and all commands are asked here but the one that needs Entra', () => {
    const asked = SHOWN.map(([question]) => question);

    expect([...ANSWERS.keys()].filter((question) => !asked.includes(question))).toEqual([
      'The same, and who acted in Entra?',
    ]);
  });
});
