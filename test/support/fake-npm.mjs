// Plays `npm run --silent <program> -- …` for the pipeline's tests. The review is the real one; the others answer with
// files in $FAKE: `tenants.json`, `fail-lock`, `drift.json`, `fail-sync-<slug>`, and `stacks.json` for what a synth makes.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , , , program, , ...args] = process.argv;
const fake = (name) => join(process.env.FAKE, name);
const read = (name) => (existsSync(fake(name)) ? readFileSync(fake(name), 'utf8') : undefined);

appendFileSync(fake('calls'), `npm ${[program, ...args].join(' ')}\n`);
if (program === 'review') {
  const call = ['--import', process.env.TSX, process.env.REVIEW, ...args];
  process.exit(spawnSync(process.execPath, call, { stdio: 'inherit' }).status);
}
if (program === 'synth') {
  const stacks = JSON.parse(read('stacks.json'));
  for (const { workingDirectory } of Object.values(stacks)) {
    mkdirSync(join('cdktf.out', workingDirectory), { recursive: true });
  }
  writeFileSync('cdktf.out/manifest.json', JSON.stringify({ stacks }));
}
if (program === 'tenants' && args.includes('lock')) {
  const failure = read('fail-lock');
  process.stderr.write(failure ?? '');
  process.exit(failure === undefined ? 0 : 1);
}
if (program === 'tenants') process.stdout.write(read('tenants.json'));
if (program === 'sync') {
  const failure = read(`fail-sync-${args[0]}`);
  if (failure !== undefined) {
    process.stderr.write(failure);
    process.exit(1);
  }
  process.stdout.write('connection   tested\n');
}
if (program === 'drift') {
  const drifts = JSON.parse(read('drift.json') ?? '[]');
  const slugs = args.slice(0, args.indexOf('--format'));
  const found = drifts.filter(({ tenant }) => slugs.length === 0 || slugs.includes(tenant));
  process.stdout.write(JSON.stringify(found));
  process.exit(found.some(({ error }) => error) ? 1 : found.some(({ differences }) => differences.length > 0) ? 2 : 0);
}
