import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { App } from 'cdktf';

import { loadConfig } from '../fleet/load-config';
import { synthesize } from '../stacks/synthesize';

import { type Blueprint, defineBare } from './bare-synth';
import { writeFleet } from './fleet-of';

/** Warms up, synthesizes a folder, and prints the cost as JSON: `tsx synth-once.ts ours|bare <folder>`. */
const [kind, folder = ''] = process.argv.slice(2);
const out = join(folder, 'cdktf.out');

const warm = `${folder}-warm`;
writeFleet(warm, 10);
for (let time = 0; time < 3; time++) ours(warm, join(warm, 'cdktf.out'));
if (kind === 'bare') {
  const blueprints = blueprintsOf(join(warm, 'cdktf.out'));
  for (let time = 0; time < 3; time++) bare(blueprints, join(warm, 'bare.out'));
}
rmSync(warm, { recursive: true });

const blueprints = kind === 'bare' ? blueprintsOf(out) : [];
const tenants = readdirSync(join(folder, 'tenants')).length;

/** Number of repetitions. A small fleet is synthesized several times, so that its cost is large enough to measure. */
const times = Math.ceil(100 / tenants);

global.gc?.();
const heap = process.memoryUsage().heapUsed;
const start = process.cpuUsage(); // other load on the machine affects wall time, but not processor time
const apps = Array.from({ length: times }, () =>
  kind === 'bare' ? bare(blueprints, join(folder, 'bare.out')) : ours(folder, out),
);
const { user, system } = process.cpuUsage(start);
global.gc?.();
const bytes = process.memoryUsage().heapUsed - heap;

const resources = countBlocks(blueprintsOf(kind === 'bare' ? join(folder, 'bare.out') : out));
console.log(
  JSON.stringify({
    tenants,
    resources,
    milliseconds: (user + system) / 1000 / apps.length,
    bytes: bytes / apps.length,
  }),
);

/** Synthesizes as a deployment does: from configuration files to `cdktf.out`. */
function ours(configDir: string, outdir: string): App {
  const app = new App({ outdir });
  synthesize(app, loadConfig(configDir));
  return app;
}

function bare(all: readonly Blueprint[], outdir: string): App {
  const app = new App({ outdir });
  defineBare(app, all);
  app.synth();
  return app;
}

function blueprintsOf(outdir: string): Blueprint[] {
  return readdirSync(join(outdir, 'stacks')).map((name) => ({
    name,
    ...(JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8')) as Omit<Blueprint, 'name'>),
  }));
}

function countBlocks(all: readonly Blueprint[]): number {
  return all
    .flatMap(({ resource = {}, data = {} }) => [...Object.values(resource), ...Object.values(data)])
    .reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
}
