import { Command } from 'commander';

import { wholeNumber } from '../command-line/whole-number';

import { compare, type Compared, compareVersions, type Course, holds } from './comparison';
import { roundTrips } from './distance';
import { writeFloor } from './floor-directory';
import { CONNECTIONS, throughput } from './load';
import { renderRatios } from './ratio-table';
import { MATCHING, type ScimLoads } from './scim-loads';
import { distant, growth, overBefore, overFloor } from './scim-questions';
import { ORDINARY, Site, type Sizes } from './site';
import { openWorkplace } from './workplace';

interface Options extends Course, Sizes {
  readonly warmUp: number;
  readonly only: string;
  readonly against?: string;
}

/**
 * Delay, in milliseconds, that the bench adds to each answer of the distant database. It simulates a database in
 * another zone or data center.
 */
const DELAY_MS = 3;

export const scim = new Command('scim')
  .description(
    'What does a request cost in a large tenant and in a large group, what does the service add to a bare Express ' +
      'server with one statement, and how often does it wait for the database?',
  )
  .option('--users <n>', 'users of the large tenant', wholeNumber(1), 20_000)
  .option('--members <n>', 'members of the large group', wholeNumber(1), 10_000)
  .option('--groups <n>', 'further groups, of 40 members each', wholeNumber(1), 400)
  .option('--rounds <n>', 'how often each pair is measured', wholeNumber(1), 5)
  .option('--seconds <n>', 'how long each measurement takes', wholeNumber(1), 3)
  .option('--warm-up <n>', 'seconds of requests to the large tenant before measuring', wholeNumber(1), 20)
  .option('--only <text>', 'measure only questions that contain this text', '')
  .option(
    '--against <checkout>',
    'compare with the service of another checkout instead, including the processor time of each',
  )
  .action(run);

async function run(options: Options): Promise<void> {
  requireEnough(options);
  await using workplace = await openWorkplace();
  const { folder, databaseUrl } = workplace;
  const sites: Site[] = [];
  const open = async (name: string, checkout?: string) => {
    console.log(`${name}: writing ${options.users.toLocaleString('en')} users …`);
    const site = await Site.open(name, databaseUrl, folder, options, checkout);
    sites.push(site);
    return site;
  };
  try {
    const site = await open('service');
    const asked = options.against
      ? await againstOf(site, await open('before', options.against), options)
      : await questionsOf(site, options);
    const chosen = asked.filter(({ question }) => question.includes(options.only));
    if (chosen.length === 0) throw new Error(`no question contains '${options.only}'`);

    const results: Compared[] = [];
    for (const { question, answer } of chosen) {
      console.log(`${question} …`);
      results.push(...(await answer()));
    }
    console.log(renderRatios(results));
    process.exitCode = results.every(holds) ? 0 : 1;
  } finally {
    for (const site of sites) await site.stop();
  }
}

/**
 * @throws {Error} when there are too few users. The last users must not be in any group, because the bench adds them to
 *   a group and removes them again.
 */
function requireEnough({ users, groups, members }: Sizes): void {
  const needed = Math.max(groups * ORDINARY, members) + CONNECTIONS;
  if (users >= needed) return;
  throw new Error(
    `${groups} groups of ${ORDINARY} and one of ${members} need ${needed} users; got ${users}: give fewer`,
  );
}

interface Question {
  readonly question: string;
  readonly answer: () => Promise<readonly Compared[]>;
}

async function questionsOf(site: Site, options: Options): Promise<Question[]> {
  const { large, small } = await site.service();
  await writeFloor(site.databaseUrl);
  const floor = await site.floor();
  const [near, far] = [await behindProxy(site, 0), await behindProxy(site, DELAY_MS)];
  await warmUp([large, floor, near.loads, far.loads], options);
  const urls = { near: near.databaseUrl, far: far.databaseUrl };
  return [
    ...[...growth(large, small, options), ...overFloor(large, floor, options)].map((comparison) => ({
      question: comparison.question,
      answer: async () => [await compare(comparison, options)],
    })),
    ...distant(near.loads, far.loads).map((one) => ({
      question: one.question,
      answer: async () => [await roundTrips(one, urls, options)],
    })),
  ];
}

/**
 * Starts the service behind a proxy in front of its database. The near database has such a proxy too, so that the time
 * which the proxy itself takes does not count as a part of a round trip.
 */
async function behindProxy(site: Site, delayMs: number): Promise<{ loads: ScimLoads; databaseUrl: string }> {
  const proxy = await site.start('distant-proxy.js', { DATABASE_URL: site.databaseUrl, DELAY_MS: String(delayMs) });
  const { large } = await site.service(proxy.url);
  return { loads: large, databaseUrl: proxy.url };
}

async function againstOf(site: Site, before: Site, options: Options): Promise<Question[]> {
  const [{ large }, { large: old }] = [await site.service(), await before.service()];
  await warmUp([large, old], options);
  return overBefore(large, old, options).map(({ question, ...loads }) => ({
    question,
    answer: () => compareVersions(question, loads, options),
  }));
}

/** Sends requests until each PostgreSQL process has loaded the pages that it needs. */
async function warmUp(servers: readonly ScimLoads[], options: Options): Promise<void> {
  console.log('warming up until each process of PostgreSQL has read its pages …');
  for (const server of servers) await throughput(server.match(MATCHING.userName), options.warmUp);
}
