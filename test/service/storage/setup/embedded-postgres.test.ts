import { spawnSync } from 'node:child_process';

test('a program that used the server keeps its exit code', () => {
  const program = `
    import embedded from './service/storage/setup/embedded-postgres.ts';
    const server = await embedded.startEmbeddedPostgres('memory');
    await server.stop();
    process.exitCode = 3;`;

  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    {
      encoding: 'utf8',
    },
  );

  expect([status, stderr]).toEqual([3, '']);
});
