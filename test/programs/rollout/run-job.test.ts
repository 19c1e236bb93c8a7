import { runJob } from '../../../programs/rollout/run-job';
import { ContainerApps, PLACE } from '../../support/container-apps';

const JOB = 'acme-scim-migrate';
const EXECUTION = `jobs/${JOB}/executions/${JOB}-x1`;

const running = { properties: { status: 'Running' } };
const ended = (status: string) => ({ properties: { status } });

describe('the step that runs a job', () => {
  test('waits until the job has succeeded', async () => {
    const azure = new ContainerApps().put(`jobs/${JOB}`, {}).show(EXECUTION, running, running, ended('Succeeded'));

    const said = await runJob(azure.client, PLACE, JOB);

    expect(said).toBe('the job acme-scim-migrate has run (acme-scim-migrate-x1)');
    expect(azure.changes).toEqual([`POST jobs/${JOB}/start`]);
    expect(azure.waited).toBe(10);
  });

  test('waits for an execution that Azure does not show yet', async () => {
    const azure = new ContainerApps().put(`jobs/${JOB}`, {}).put(EXECUTION, ended('Succeeded'));
    azure.answerNext({ status: 202, body: { name: `${JOB}-x1` } }, { status: 404 });

    await expect(runJob(azure.client, PLACE, JOB)).resolves.toContain('has run');
  });

  test.each(['Failed', 'Stopped', 'Degraded'])(
    'fails when the job ends as %s, and says where its log is',
    async (status) => {
      const azure = new ContainerApps().put(`jobs/${JOB}`, {}).show(EXECUTION, running, ended(status));

      await expect(runJob(azure.client, PLACE, JOB)).rejects.toThrow(
        `the execution ${JOB}-x1 of the job ${JOB} ended as ${status}; see az containerapp job logs show --resource-group acme-scim --name ${JOB} --execution ${JOB}-x1`,
      );
    },
  );

  test('fails when the job does not end', async () => {
    const azure = new ContainerApps().put(`jobs/${JOB}`, {}).put(EXECUTION, running);

    await expect(runJob(azure.client, PLACE, JOB)).rejects.toThrow(`after 20 minutes the job ${JOB} still runs`);
    expect(azure.waited).toBe(20 * 60);
  });

  test('fails when there is no such job, with the remedy', async () => {
    await expect(runJob(new ContainerApps().client, PLACE, JOB)).rejects.toThrow(
      /\/jobs\/acme-scim-migrate\/start answered 404 \(ResourceNotFound\): .* – deploy the platform first, and check subscription and names$/,
    );
  });
});
