import { EnvironmentSecrets } from '../../../programs/pipeline/environment-secrets';
import { PipelineProject } from '../../support/pipeline-project';

const TOKEN = 'marker?of a token';
const ENV = { TF_VAR_fabrikam_scim_token: TOKEN, ARM_CLIENT_SECRET: 'marker-of-a-secret' };
const BASE64 = Buffer.from(`Bearer ${TOKEN}`).toString('base64');

/** Secrets that a provider may quote in its output, and the forms in which they may appear there. */
const QUOTED = {
  summary: `401 for 'Bearer ${TOKEN}' and marker-of-a-secret`,
  detail: `GET https://scim.example/?token=${encodeURIComponent(TOKEN)}\nAuthorization: ${BASE64}\nrequest id 4711`,
};

/** Fails if a string contains any of the secrets. */
function expectHidden(text: string): void {
  expect(text).not.toMatch(/marker/);
  expect(text).not.toContain(BASE64.slice(12, -4));
}

describe('secrets of the environment that a provider quotes', () => {
  test('appears neither in the comment, nor in the log, nor in the stored results of plans', async () => {
    using project = new PipelineProject();
    project.failsToPlan('tenant-fabrikam', QUOTED);
    await project.synth();

    const plan = await project.run(['plan', 'tenant-fabrikam'], ENV);
    const review = await project.run(['review'], ENV);

    const kept = [project.read('plans/index.json'), project.read('review.md')];
    for (const text of [plan.output, plan.errors, review.output, review.errors, ...kept]) expectHidden(text);
    expect(project.read('review.md')).toContain("    Error: 401 for 'Bearer (sensitive)' and (sensitive)\n");
    expect(project.read('review.md')).toContain('    request id 4711\n');
  });

  test('is not in the issue about drift', async () => {
    using project = new PipelineProject();
    project.failsToPlan('tenant-fabrikam', QUOTED);
    await project.synth();

    const { output, errors } = await project.run(['drift', 'tenant-fabrikam'], ENV);

    for (const text of [output, errors, project.read('drift.md')]) expectHidden(text);
    expect(project.read('drift.md')).toContain('**tenant-fabrikam** could not be checked');
  });

  test('is not in the log of a deployment', async () => {
    using project = new PipelineProject();
    project.fails('tenant-fabrikam', 'init', `${QUOTED.summary}\n${QUOTED.detail}`);
    await project.synth();
    const stacks = { 'tenant-fabrikam': { hash: '0'.repeat(64), changes: true } };
    project.write('reviewed.json', { formatVersion: 1, stacks, deferred: [] });

    const { code, output, errors } = await project.run(['apply'], ENV);

    expect(code).toBe(2);
    for (const text of [output, errors]) expectHidden(text);
    expect(output).toContain('request id 4711');
  });
});

describe('the secrets of the environment', () => {
  const hidden = (env: NodeJS.ProcessEnv, text: string) => new EnvironmentSecrets(env).hide(text);

  test.each(['ARM_CLIENT_SECRET', 'ARM_OIDC_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ARM_ACCESS_KEY', 'PLAN_KEY'])(
    'include the value of %s',
    (name) => {
      expect(hidden({ [name]: 'abc123xyz' }, 'it is abc123xyz.')).toBe('it is (sensitive).');
    },
  );

  test.each(['ARM_CLIENT_ID', 'ARM_OIDC_TOKEN_FILE_PATH', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'PATH', 'GITHUB_REPOSITORY'])(
    'do not include the value of %s',
    (name) => {
      expect(hidden({ [name]: 'abc123xyz' }, 'it is abc123xyz.')).toBe('it is abc123xyz.');
    },
  );

  test('may have several lines, and be empty', () => {
    const env = { TF_VAR_certificate: 'first-line\nsecond-line\n', TF_VAR_other: '' };

    expect(hidden(env, 'read second-line, then\nnothing')).toBe('read (sensitive), then\nnothing');
  });
});
