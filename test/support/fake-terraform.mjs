// Plays Terraform for the pipeline's tests. What it finds is told by files in $FAKE/<stack>/: `plan.json` is what is to
// be done, and `fail-<command>` how a command fails. Applying counts `serial` up, after which stored plans are stale.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [command, ...args] = process.argv.slice(2);
const stack = basename(process.cwd());
const folder = join(process.env.FAKE, stack);
const file = (name) => join(folder, name);
const read = (name) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);

appendFileSync(join(process.env.FAKE, 'calls'), `terraform ${stack} ${[command, ...args].join(' ')}\n`);
const failure = read(`fail-${command}`);
if (failure !== undefined) {
  process.stderr.write(failure);
  process.exit(1);
}
const serial = read('serial') ?? '0';
if (command === 'plan') {
  const found = args.includes('-refresh-only') ? 'drift.json' : 'plan.json';
  const document = read(found) ?? '{"format_version":"1.2","resource_changes":[]}';
  const out = args.find((arg) => arg.startsWith('-out=')).slice('-out='.length);
  writeFileSync(out, JSON.stringify({ serial, document }));
  process.stdout.write(document);
  process.exit(read(found) === undefined ? 0 : 2);
}
if (command === 'show') process.stdout.write(JSON.parse(readFileSync(args.at(-1), 'utf8')).document);
if (command === 'apply') {
  if (JSON.parse(readFileSync(args.at(-1), 'utf8')).serial !== serial) {
    process.stderr.write('Error: Saved plan is stale\n');
    process.exit(1);
  }
  writeFileSync(file('serial'), `${Number(serial) + 1}`);
  rmSync(file('plan.json'), { force: true });
  process.stdout.write('Apply complete!\n');
}
