import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import type { LimitMet } from '../../service/directory/limit';
import { useDatabase } from '../support/postgres';
import { startScim } from '../support/scim-client';

interface Conversation {
  readonly title: string;
  readonly steps: readonly Step[];
}

interface Step {
  readonly says?: string;
  readonly request: string;
  readonly body?: object;
  readonly status: number;
  readonly answer?: object;
  readonly without?: readonly (string | readonly string[])[];
  readonly save?: Readonly<Record<string, string | readonly string[]>>;
}

const conversations = readdirSync(__dirname)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => parse(readFileSync(join(__dirname, name), 'utf8')) as Conversation);

describe("Entra's conversations", () => {
  const database = useDatabase();

  test.each(conversations.map(({ title, steps }) => [title, steps] as const))('%s', async (_title, steps) => {
    const met: LimitMet[] = [];
    await using scim = await startScim(database, {
      connectionsMax: 1, // no request may need a second connection
      overrides: { onLimit: (limit) => met.push(limit) },
    });
    const saved = new Map<string, string>();

    for (const [index, step] of steps.entries()) {
      const { request, body, status, answer, without = [], save = {} } = fill(step, saved);
      const [method = '', path = ''] = request.split(' ');

      const got = await scim.send(method, path, body);

      const where = `step ${index + 1}: ${request}`;
      expect({ where, status: got.status, body: got.body as unknown }).toMatchObject({
        where,
        status,
        ...(answer ? { body: answer } : {}),
      });
      if (status !== 204) expect(got.headers.get('content-type')).toBe('application/scim+json');
      for (const path of without) expect(got.body).not.toHaveProperty([path].flat());
      for (const [name, path] of Object.entries(save)) saved.set(name, String(valueAt([path].flat(), got.body)));
    }
    expect(met).toEqual([]); // a tenant's default limits are not reached
  });
});

/** The step, with each `{name}` replaced by the value that an earlier step saved under this name. */
function fill(step: Step, saved: ReadonlyMap<string, string>): Step {
  const text = JSON.stringify(step).replace(/\{(\w+)\}/g, (whole, name: string) => saved.get(name) ?? whole);
  return JSON.parse(text) as Step;
}

function valueAt(path: readonly string[], body: unknown): unknown {
  return path.reduce((value, member) => (value as Record<string, unknown>)[member], body);
}
