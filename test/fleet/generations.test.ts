import { lockFleet, renderLock } from '../../fleet/fleet-lock';
import { raisedGenerations } from '../../fleet/generations';
import { loadConfig } from '../../fleet/load-config';
import { configComplaints, configFolder, CONTOSO, PLATFORM } from '../support/config-folder';

const IN_PLATFORM = {
  'a token of a reader': 'readers: [{ name: product, token: { generation: GENERATION, retired: RETIRED } }]',
  'the secret of a webhook':
    'streams: [{ name: crm, delivery: webhook, url: https://crm.example/in, secret: { generation: GENERATION, retired: RETIRED } }]',
  'the key that signs': 'signing: { generation: GENERATION, retired: RETIRED }',
};
const HEADER =
  'streams: [{ name: siem, delivery: push, url: https://siem.example/in, audience: siem, authorization: { generation: GENERATION } }]';

const filled = (line: string, generation: number, retired = 0) =>
  `${line.replace('GENERATION', String(generation)).replace('RETIRED', String(retired))}\n`;

/** The lock of these files, as text. */
function lockOf(files: Readonly<Record<string, string>>): string {
  using folder = configFolder(files);
  return renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));
}

function complaintsAfter(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  return configComplaints({ ...now, 'fleet.lock.yaml': lockOf(before) });
}

describe.each([
  ['platform.yaml', PLATFORM],
  ['tenants/contoso.yaml', CONTOSO],
])('the generations in %s', (name, rest) => {
  const cases = Object.entries(IN_PLATFORM).filter(
    ([, line]) => name === 'platform.yaml' || !line.startsWith('signing'),
  );

  test.each(cases)('fail when those of %s go back', (_what, line) => {
    const file = (generation: number, retired: number) => ({ [name]: `${rest}${filled(line, generation, retired)}` });

    expect(complaintsAfter(file(3, 2), file(2, 1))).toEqual([
      expect.stringMatching(
        /generation: goes back from 3 to 2, to a (token|secret|key) that was replaced; set 3, or more/,
      ),
      expect.stringMatching(/retired: goes back from 2 to 1, to a (token|secret|key) that was retired; set 2 or more/),
    ]);
    expect(complaintsAfter(file(3, 2), file(3, 2))).toEqual([]);
    expect(complaintsAfter(file(3, 2), file(4, 3))).toEqual([]);
  });

  test('are free again once the reader or stream is gone', () => {
    const [reader] = Object.values(IN_PLATFORM);

    expect(complaintsAfter({ [name]: `${rest}${filled(reader ?? '', 3, 2)}` }, { [name]: rest })).toEqual([]);
  });

  test('fail when that of a header goes back', () => {
    const file = (generation: number) => ({ [name]: `${rest}${filled(HEADER, generation)}` });

    expect(complaintsAfter(file(3), file(1))).toEqual([
      expect.stringContaining('streams[0].authorization.generation: goes back from 3 to 1'),
    ]);
  });

  test('belong to a name, so the order in the file may change', () => {
    const listed = (readers: string) => ({ [name]: `${rest}readers: [${readers}]\n` });
    const product = '{ name: product, token: { generation: 3, retired: 2 } }';

    expect(complaintsAfter(listed(`${product}, { name: crm }`), listed(`{ name: crm }, ${product}`))).toEqual([]);
    expect(complaintsAfter(listed(`${product}, { name: crm }`), listed('{ name: crm }, { name: product }'))).toEqual([
      expect.stringContaining('readers[1].token.generation: goes back from 3 to 1'),
      expect.stringContaining('readers[1].token.retired: goes back from 2 to 0'),
    ]);
  });
});

test('a lock has the generations of the platform once they are raised, and is out of date until it does', () => {
  const raised = `${PLATFORM}${filled(IN_PLATFORM['the key that signs'], 2)}`;
  const initial = lockOf({ 'tenants/contoso.yaml': CONTOSO });
  using folder = configFolder({ 'platform.yaml': raised, 'tenants/contoso.yaml': CONTOSO, 'fleet.lock.yaml': initial });
  const { platform, notices } = loadConfig(folder.path);

  expect(initial).not.toContain('platform:');
  expect(raisedGenerations(platform)).toEqual({ 'signing.generation': 2 });
  expect(notices).toContainEqual(
    expect.stringContaining('fleet.lock.yaml is not current: it does not have the generations of the platform.'),
  );
});

test('a key may sign again while it is published', () => {
  const signs = (generation: number) => ({
    'platform.yaml': `${PLATFORM}signing: { generation: 2, signs: ${generation} }\n`,
  });

  expect(complaintsAfter(signs(2), signs(1))).toEqual([]);
});
