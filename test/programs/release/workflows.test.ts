import { existsSync, readFileSync } from 'node:fs';

import { describeWorkflows, type Step, workflow, workflowJobs } from '../../support/workflows';

const FOLDER = '.github/workflows';
const RELEASE = `${FOLDER}/release.yml`;

const stepsOf = (job: string): readonly Step[] => workflow(RELEASE).jobs[job]?.steps ?? [];
const runsOf = (job: string) => stepsOf(job).flatMap(({ run }) => run ?? []);

describe('the workflows of this repository', () => {
  describeWorkflows(FOLDER);

  test.each(workflowJobs(FOLDER))('%s names its permissions, and takes no secret', (_, job) => {
    expect(Object.keys(job.permissions ?? {})).not.toEqual([]);
    expect(JSON.stringify(job)).not.toMatch(/\bsecrets\b/);
  });

  test('check a change on the oldest Node.js that runs it, and on the one that the image has', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    const { strategy } = workflow(`${FOLDER}/check.yml`).jobs['check'] as unknown as {
      strategy: { matrix: { node: string[] } };
    };
    const [, image] = /^ARG NODE=node:(\d+)-slim$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];

    expect(`>=${strategy.matrix.node[0]}`).toBe(engines.node);
    expect(strategy.matrix.node.at(-1)).toBe(image);
    expect(readFileSync('.nvmrc', 'utf8').trim()).toBe(image);
    expect(readFileSync('programs/init/template/nvmrc', 'utf8').trim()).toBe(image);
  });
});

describe('a release', () => {
  test('is made of a tag, one at a time, and is never cut off', () => {
    const { on, concurrency } = workflow(RELEASE);

    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(concurrency).toMatchObject({ 'cancel-in-progress': false });
  });

  test('publishes after everything is checked: the image first, so that the package can name it', () => {
    const { jobs } = workflow(RELEASE);

    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['check', undefined],
      ['image', 'check'],
      ['package', 'image'],
      ['announce', 'package'],
    ]);
    expect(runsOf('check').join('\n')).toMatch(/release -- check "\$TAG"[^]*npm run check[^]*release -- licences/);
    expect(runsOf('package').join('\n')).toMatch(/npm pkg set image="\$IMAGE" repository[^]*npm publish --provenance/);
  });

  test('waits for the reviewers of its environment before it signs in anywhere', () => {
    for (const [name, { permissions = {}, environment }] of Object.entries(workflow(RELEASE).jobs)) {
      expect([name, environment]).toEqual([name, permissions['id-token'] === 'write' ? 'release' : undefined]);
    }
  });

  test('lets each job write what it publishes and nothing else', () => {
    const written = Object.entries(workflow(RELEASE).jobs).map(([name, { permissions = {} }]) => [
      name,
      Object.keys(permissions).filter((permission) => permissions[permission] === 'write'),
    ]);

    expect(Object.fromEntries(written)).toEqual({
      check: [],
      image: ['attestations', 'id-token', 'packages'],
      package: ['id-token'],
      announce: ['contents'],
    });
  });

  test('signs the image by digest, and attests where it was built and what it is made of', () => {
    const sign = stepsOf('image').find(({ run }) => run?.startsWith('cosign sign'));
    const attested = stepsOf('image').filter(({ uses }) => uses?.startsWith('actions/attest@'));

    expect(sign?.env).toEqual({ IMAGE: '${{ steps.push.outputs.image }}' });
    expect(attested.map((step) => step.with?.['sbom-path'])).toEqual([undefined, 'sbom.json']);
    for (const step of attested) {
      expect(step.with).toMatchObject({
        'subject-digest': '${{ steps.push.outputs.digest }}',
        'push-to-registry': true,
      });
    }
  });

  test('says how to verify the signatures', () => {
    const page = readFileSync('SECURITY.md', 'utf8');

    for (const command of ['cosign verify', 'npm audit signatures', 'gh attestation verify']) {
      expect(page).toContain(command);
    }
    expect(page).toContain('.github/workflows/release.yml@refs/tags/v');
    expect(existsSync(RELEASE)).toBe(true);
  });
});
