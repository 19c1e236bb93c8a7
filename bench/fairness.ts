import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';
import { bundle } from '../service/bundle';
import { migrate } from '../service/storage/setup/migrate';

import { type Attack, type AttackingTenant, ATTACKS, CHANGED_GROUP, MANY_EMAILS_USER, WHOLE_GROUP } from './attacks';
import { FAIR, type Fairness, isFair, renderFairness } from './fairness-table';
import { type Latencies, latencies } from './latencies';
import { peakMemory } from './peak-memory';
import { benchTenants } from './registry';
import { MATCHING, ScimLoads } from './scim-loads';
import { Seed } from './seed';
import { type ServerProcess, startServer } from './server-process';
import { openWorkplace } from './workplace';

interface Options {
  readonly users: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly only: string;
}

const QUIET_USERS = 1_000;

/** A few users, with the longest names that fit into a request body. */
const LONG_NAMES = { users: 60, characters: 900_000 };

/** Heap size, which is three quarters of a replica's memory. */
const HEAP_MB = 768;

export const fairness = new Command('fairness')
  .description('How much is one tenant affected when another uses its limits in full? Exits with 1 over a limit.')
  .option('--users <n>', 'users of the attacking tenant', wholeNumber(1), 60_000)
  .option('--rounds <n>', 'how often each attack is measured', wholeNumber(1), 3)
  .option('--seconds <n>', 'how long each measurement takes', wholeNumber(1), 5)
  .option('--only <text>', 'measure only attacks whose names contain this text', '')
  .action(run);

async function run({ users, rounds, seconds, only }: Options): Promise<void> {
  const attacks = ATTACKS.filter(({ name }) => name.includes(only));
  if (attacks.length === 0) throw new Error(`no attack's name contains '${only}'`);

  await using workplace = await openWorkplace();
  const { folder, databaseUrl } = workplace;
  await bundle(['service/main.ts', 'bench/attacker.ts'], folder); // bundled, because the image contains bundles too
  console.log(`writing ${users.toLocaleString('en')} users …`);
  await migrate({ connectionString: databaseUrl });
  await writeDirectory(databaseUrl, users);

  const { registry, tokens } = benchTenants(['large', 'long', 'quiet']);
  const registryFile = join(folder, 'tenants.json');
  writeFileSync(registryFile, registry);
  const start = () =>
    startServer(join(folder, 'main.js'), {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      METRICS_PORT: '0',
      TENANTS_FILE: registryFile,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    });

  const results: Fairness[] = [];
  for (const attack of attacks) {
    console.log(`${attack.name}: ${attack.connections} × ${attack.description} …`);
    const service = await start(); // started again for each attack, so that its memory shows only this attack
    try {
      results.push(await measure(attack, service, tokens, { folder, rounds, seconds }));
    } finally {
      await service.stop();
    }
  }
  console.log(renderFairness(results));
  process.exitCode = results.every(isFair) ? 0 : 1;
}

async function measure(
  attack: Attack,
  service: ServerProcess,
  tokens: Readonly<Record<AttackingTenant | 'quiet', string>>,
  { folder, rounds, seconds }: { folder: string; rounds: number; seconds: number },
): Promise<Fairness> {
  const neighbour = new ScimLoads(service.url, 'quiet', tokens.quiet, QUIET_USERS).match(MATCHING.userName);
  await latencies(neighbour, seconds); // warm-up: compiles the service's code
  const memory = peakMemory(service);
  const quiet: Latencies[] = [];
  const attacked: Latencies[] = [];
  const statuses: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    quiet.push(await latencies(neighbour, seconds));
    const attacker = await startServer(join(folder, 'attacker.js'), {
      SCIM_URL: service.url,
      TOKEN: tokens[attack.tenant],
      ATTACK: attack.name,
    });
    attacked.push(await latencies(neighbour, seconds));
    addUp(statuses, JSON.parse(await attacker.stop()) as Record<string, number>);
  }
  return { attack: attack.name, quiet, attacked, statuses, peakMb: await memory.stop(), limits: FAIR };
}

function addUp(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [status, count] of Object.entries(counts)) sum[status] = (sum[status] ?? 0) + count;
}

async function writeDirectory(url: string, users: number): Promise<void> {
  const seed = await Seed.open(url);
  await seed.users('large', users);
  await seed.users('quiet', QUIET_USERS);
  await seed.group('large', CHANGED_GROUP, 40);
  await seed.group('large', WHOLE_GROUP, users);
  await seed.emails('large', MANY_EMAILS_USER, 1_000);
  await seed.users('long', LONG_NAMES.users);
  await seed.longNames('long', LONG_NAMES.characters);
  await seed.close();
}
