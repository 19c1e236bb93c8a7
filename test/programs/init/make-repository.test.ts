import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig } from '../../../fleet/load-config';
import { DEFAULT_POLICY } from '../../../fleet/model/policy';
import project from '../../../package.json';
import { type Answers, ANSWER_KEYS, QUESTIONS } from '../../../programs/init/answers';
import { makeRepository } from '../../../programs/init/make-repository';
import { loadPolicy } from '../../../programs/review/policy/load-policy';

const ANSWERS: Answers = {
  name: 'wingtip-scim',
  subscription: '3f6c0f39-5b0e-4d0a-9a53-5f2c9b3c1f10',
  directory: 'a4f1f7f3-0d6f-4a36-8f63-7a3f3f0f7b11',
  location: 'northeurope',
  image: `ghcr.io/wingtip/entra-scim@sha256:${'a'.repeat(64)}`,
  state: 'wingtip-state/wingtipstate',
  tenant: 'tailspin',
  tenantDirectory: '0b8d6f0e-7a3c-4d1e-9f52-6c5b4a392817',
  displayName: 'Tailspin: people & groups #1',
};

interface Cdktf {
  readonly app: string;
  readonly projectId: string;
}

/** Path of a new folder, removed when the test ends. */
function place(): { path: string } & Disposable {
  const parent = mkdtempSync(join(tmpdir(), 'entra-scim-init-'));
  return {
    path: join(parent, 'my-access'),
    [Symbol.dispose]: () => {
      rmSync(parent, { recursive: true });
    },
  };
}

describe('a new repository', () => {
  test('has a configuration with the answers, and a current lock', () => {
    using folder = place();

    makeRepository(folder.path, ANSWERS);

    const { platform, tenants, lock, notices } = loadConfig(join(folder.path, 'config'));
    expect(platform).toMatchObject({
      name: 'wingtip-scim',
      subscriptionId: ANSWERS.subscription,
      hostTenantId: ANSWERS.directory,
      location: 'northeurope',
      image: ANSWERS.image,
      state: { resourceGroup: 'wingtip-state', storageAccount: 'wingtipstate' },
    });
    expect(tenants).toHaveLength(1);
    expect(tenants[0]).toMatchObject({
      slug: 'tailspin',
      entraTenantId: ANSWERS.tenantDirectory,
      displayName: 'Tailspin: people & groups #1',
    });
    expect(Object.keys(lock?.tenants ?? {})).toEqual(['tailspin']);
    // The notices concern only what the generator cannot know: the identities of the team's pipelines.
    expect(notices).toEqual([expect.stringContaining('vault.writers'), expect.stringContaining('deployers')]);
  });

  test('keeps states in files when no storage account is named', () => {
    using folder = place();

    makeRepository(folder.path, { ...ANSWERS, state: 'local' });

    expect(loadConfig(join(folder.path, 'config')).platform.state).toBe('local');
  });

  test('gives editors the schema of every configuration file', () => {
    using folder = place();

    const files = makeRepository(folder.path, ANSWERS).filter((file) => /^config\/(?!policy|fleet\.lock)/.test(file));

    expect(files).toEqual(['config/defaults.yaml', 'config/platform.yaml', 'config/tenants/tailspin.yaml']);
    for (const file of files) {
      const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(folder.path, file)) ?? [];
      const [, schema = ''] = join(file, '..', path).split('node_modules/entra-scim/');
      expect([path.startsWith('.'), existsSync(schema)]).toEqual([true, true]);
    }
  });

  test('has the default policy, to be changed', () => {
    using folder = place();

    makeRepository(folder.path, ANSWERS);

    expect(loadPolicy(join(folder.path, 'config', 'policy.yaml'))).toEqual(DEFAULT_POLICY);
  });

  test('depends on this release or a compatible later one, and on the packages it needs', () => {
    using folder = place();

    makeRepository(folder.path, ANSWERS);

    const { cdktf, constructs } = project.peerDependencies;
    expect(JSON.parse(read(folder.path, 'package.json'))).toMatchObject({
      name: 'wingtip-scim',
      private: true,
      dependencies: { 'entra-scim': `^${project.version}`, cdktf, constructs },
      devDependencies: { 'cdktf-cli': cdktf },
    });
  });

  test('is a separate CDKTF project, whose app is the command', () => {
    using folder = place();
    using another = place();

    for (const { path } of [folder, another]) makeRepository(path, ANSWERS);

    const [one, other] = [folder, another].map(({ path }) => JSON.parse(read(path, 'cdktf.json')) as Cdktf);
    expect(one).toMatchObject({ app: 'npx --no-install entra-scim app', sendCrashReports: 'false' });
    expect(one?.projectId).not.toBe(other?.projectId);
  });

  test('keeps states, plans, what is synthesized and secrets out of git', () => {
    using folder = place();
    makeRepository(folder.path, ANSWERS);

    const ignored = read(folder.path, '.gitignore').split('\n');

    expect(ignored).toEqual(
      expect.arrayContaining(['node_modules/', '/cdktf.out/', '/plans/', '*.tfstate', '*.tfstate.*', '.env', '.env.*']),
    );
    expect(ignored).not.toContain('package-lock.json');
  });

  test('leaves nothing of the template to fill in', () => {
    using folder = place();

    for (const file of makeRepository(folder.path, ANSWERS)) expect(read(folder.path, file)).not.toMatch(/__[A-Z]/);
  });

  test('may be made in an empty folder', () => {
    using folder = place();
    mkdirSync(folder.path);

    expect(makeRepository(folder.path, ANSWERS)).toContain('cdktf.json');
  });

  test('fails in a folder that is not empty, and changes nothing in it', () => {
    using folder = place();
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, 'notes.txt'), 'ours');

    expect(() => makeRepository(folder.path, ANSWERS)).toThrow(
      /is not empty: it contains notes\.txt.*Nothing was created/s,
    );
    expect(readdirSync(folder.path)).toEqual(['notes.txt']);
  });

  test('fails if there is a file with the name of the folder', () => {
    using folder = place();
    writeFileSync(folder.path, 'ours');

    expect(() => makeRepository(folder.path, ANSWERS)).toThrow(/is not a folder/);
  });

  test.each([
    ['subscription', '3f6c0f39', '--subscription <id> must be the subscription id (GUID)'],
    ['directory', 'contoso.example', '--directory <id> must be the directory id (GUID) of the subscription'],
    ['tenantDirectory', '', '--tenant-directory <id> must be the directory id (GUID) of the Entra tenant'],
    ['tenant', '../etc', '--tenant <slug> must be lower-case letters and digits'],
    ['name', 'a-name-that-azure-refuses', '--name <prefix> makes '],
    ['image', 'ghcr.io/wingtip/entra-scim:latest', '--image <image> must name the image by digest'],
    ['state', 'wingtip/Not_An_Account', '--state <place> '],
    ['displayName', ' ', '--display-name <name> must be the name'],
  ] as const)('fails on a %s of "%s" before anything is written', (key, answer, message) => {
    using folder = place();

    expect(() => makeRepository(folder.path, { ...ANSWERS, [key]: answer })).toThrow(message);
    expect(existsSync(folder.path)).toBe(false);
  });
});

test('every example is an answer that could be given', () => {
  for (const key of ANSWER_KEYS) expect(QUESTIONS[key].flaw(QUESTIONS[key].example)).toBeUndefined();
});

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
