import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Ended } from '../../programs/pipeline/programs';

/** A comment or an issue. */
export interface Written {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  title?: string;
  state?: string;
}

/** The data of a fake GitHub. */
export interface FakeGitHub {
  /** Pull requests by merge commit. */
  readonly pulls: Record<
    string,
    { number: number; merged_at: string | null; base: { ref: string }; head: { sha: string } }[]
  >;
  readonly runs: {
    id: number;
    path: string;
    display_title: string;
    event: string;
    head_branch: string;
    head_sha: string;
    status: string;
    conclusion: string | null;
    created_at: string;
  }[];

  /** The files in the artifact `review` of each run, by the id of the run. */
  readonly artifacts: Record<number, Record<string, string>>;

  /** Jobs of the current run: those of its last attempt, and those of each attempt by number. */
  readonly jobs: FakeJob[];
  readonly attempts: Record<number, FakeJob[]>;

  /** All issues, whose numbers are also their ids, and the comments on them. */
  readonly issues: Written[];
  readonly comments: Record<number, Written[]>;
}

export interface FakeJob {
  readonly name: string;
  readonly conclusion: string | null;
  readonly steps?: { readonly name: string; readonly conclusion: string | null }[];
}

export const REPOSITORY = 'acme/scim';

/** Maximum number of entries on a page. Less than GitHub's limit, so that tests cover several pages. */
const PAGE = 2;

/** A fake `gh` for the pipeline's tests, with its data in `<fake>/github.json`. */
export function fakeGh(args: readonly string[], fake: string): Ended {
  const file = join(fake, 'github.json');
  const gitHub = JSON.parse(readFileSync(file, 'utf8')) as FakeGitHub;
  const answer = args[0] === 'run' ? download(args, gitHub) : api(args.slice(1), gitHub);
  writeFileSync(file, JSON.stringify(gitHub));
  if (answer === undefined) return { code: 1, output: '', errors: 'gh: Not Found (HTTP 404)\n' };
  return { code: 0, output: args.includes('--silent') ? '' : JSON.stringify(answer), errors: '' };
}

function download([, command, id = '', ...options]: readonly string[], { artifacts }: FakeGitHub): unknown {
  const kept = artifacts[Number(id)];
  if (command !== 'download' || kept === undefined || options.join(' ') !== '--name review') return undefined;
  for (const [name, text] of Object.entries(kept)) writeFileSync(name, text);
  return '';
}

function api(args: readonly string[], gitHub: FakeGitHub): unknown {
  const url = new URL(args.find((arg) => arg.startsWith('repos/')) ?? '', 'https://api.github.example/');
  const path = url.pathname.split(`/repos/${REPOSITORY}/`)[1] ?? '';
  const method = args.includes('--method') ? args[args.indexOf('--method') + 1] : 'GET';
  if (method !== 'GET') return change(`${method} ${path}`, fields(args), gitHub);
  const found = read(path, url.searchParams, gitHub);
  return args.includes('--paginate') && args.includes('--slurp') && found !== undefined ? pages(found) : found;
}

function read(path: string, query: URLSearchParams, gitHub: FakeGitHub): unknown {
  const [, first = '', id = ''] = /^([a-z]+)\/?(\w*)/.exec(path) ?? [];
  if (first === 'commits') return gitHub.pulls[id] ?? [];
  if (path === 'actions/workflows/plan.yml/runs') {
    const asked = gitHub.runs.filter(
      ({ event, head_sha }) => event === query.get('event') && head_sha === query.get('head_sha'),
    );
    return { workflow_runs: asked };
  }
  const [, run = '', attempt, jobs] = /^actions\/runs\/(\d+)(?:\/attempts\/(\d+))?(\/jobs)?$/.exec(path) ?? [];
  if (jobs) return { jobs: attempt === undefined ? gitHub.jobs : (gitHub.attempts[Number(attempt)] ?? []) };
  if (run) return gitHub.runs.find((one) => one.id === Number(run));
  if (path === 'issues') {
    const asked = gitHub.issues.filter(({ state = 'open' }) => state === query.get('state'));
    return asked.map((issue) => ({ ...issue, number: issue.id }));
  }
  return path === `issues/${id}/comments` ? (gitHub.comments[Number(id)] ?? []) : undefined;
}

function change(call: string, given: Record<string, string>, { issues, comments }: FakeGitHub): unknown {
  const [, id = '0'] = /(\d+)/.exec(call) ?? [];
  const made = { id: Date.now(), user: { login: 'github-actions[bot]' }, body: '', ...given };
  const old = /^PATCH issues\/comments\/\d+$/.test(call)
    ? Object.values(comments).flat()
    : /^PATCH issues\/\d+$/.test(call)
      ? issues
      : [];
  const found = old.find((one) => one.id === Number(id));
  if (found) return Object.assign(found, given);
  if (call === 'POST issues') return issues.push(made);
  if (call === `POST issues/${id}/comments`) return (comments[Number(id)] ??= []).push(made);
  return undefined;
}

function fields(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    args.flatMap((arg, index) => {
      if (!['--field', '--raw-field'].includes(args[index - 1] ?? '')) return [];
      const [name, value] = [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)];
      const isFile = args[index - 1] === '--field' && value.startsWith('@');
      return [[name, isFile ? readFileSync(value.slice(1), 'utf8') : value]];
    }),
  );
}

/** Splits a list into pages. The list is the whole document, or one of its members. */
function pages(found: unknown): unknown[] {
  if (Array.isArray(found)) return parts(found);
  const [[name, list] = ['', []]] = Object.entries(found as Record<string, unknown[]>);
  return parts(list).map((part) => ({ [name]: part }));
}

function parts(list: readonly unknown[]): unknown[][] {
  const count = Math.max(1, Math.ceil(list.length / PAGE));
  return Array.from({ length: count }, (_, index) => list.slice(index * PAGE, (index + 1) * PAGE));
}
