import { z } from 'zod';

import { defaultsSchema } from '../../../fleet/model/defaults';
import { platformSchema } from '../../../fleet/model/platform';
import { tenantSchema } from '../../../fleet/model/tenant';
import { configComplaints, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const SUBNET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/apps';

const aboutPlatform = (lines: string) => configComplaints({ 'platform.yaml': `${PLATFORM}${lines}\n` });
const aboutContoso = (lines: string) => configComplaints({ 'tenants/contoso.yaml': `${CONTOSO}${lines}\n` });

describe('schemaComplaints', () => {
  test('fails on an incomplete existing network, and names the missing part', () => {
    expect(aboutPlatform(`network: { appsSubnetId: ${SUBNET} }`)).toEqual([
      expect.stringMatching(
        /^platform.yaml:\d+:10 network.databaseSubnetId: is missing; must be a resource id such as/,
      ),
      expect.stringMatching(/^platform.yaml:\d+:10 network.databaseZoneId: is missing; must be a resource id such as/),
    ]);
  });

  test('fails on keys of two forms of a map, and names both', () => {
    expect(aboutPlatform(`network: { addressSpace: 10.0.0.0/16, appsSubnetId: ${SUBNET} }`)).toEqual([
      "platform.yaml:6:39 network.appsSubnetId: cannot be combined with 'addressSpace'; a map has the keys addressSpace, or " +
        'appsSubnetId, databaseSubnetId, databaseZoneId, clusterSubnetId, clusterZoneId',
    ]);
    expect(aboutContoso('import: { assignments: [{ group: A, user: B, id: C }] }')).toContainEqual(
      expect.stringContaining(
        "import.assignments[0].user: cannot be combined with 'group'; a map has the keys group, id, or user, id",
      ),
    );
  });

  test('fails on a misspelled key of one of several forms, and names the key that was meant', () => {
    const network = `{ appsSubnetId: ${SUBNET}, databaseSubnetid: ${SUBNET}, databaseZoneId: x }`;

    expect(aboutPlatform(`network: ${network}`)).toContainEqual(
      expect.stringContaining("network.databaseSubnetid: is not a known key; did you mean 'databaseSubnetId'?"),
    );
  });

  test.each([
    ['platform', platformSchema, aboutPlatform],
    ['tenant', tenantSchema, (lines: string) => configComplaints({ 'tenants/fabrikam.yaml': `${FABRIKAM}${lines}\n` })],
    ['defaults', defaultsSchema, (lines: string) => configComplaints({ 'defaults.yaml': `${lines}\n` })],
  ] as const)(
    'fails on what should be a map of the %s file with every key that it knows',
    (_, schema, complaintsOf) => {
      const maps = Object.entries(schema.shape).flatMap(([key, part]) => {
        const keys = keysOf(part);
        return keys.length === 0 || key === 'target' ? [] : [[key, keys] as const];
      });
      expect(maps.length).toBeGreaterThan(3);

      for (const [key, keys] of maps) {
        const complaint = complaintsOf(`${key}: 7`).find((text) => text.includes(` ${key}: `)) ?? '';
        expect(keys.filter((name) => !complaint.includes(name))).toEqual([]);
      }
    },
  );

  test.each([
    ['roles: { standard: [account_analist] }', "got 'account_analist'; did you mean 'account_analyst'?"],
    ['provisioning: { scope: asigned }', "must be assigned or all; got 'asigned'; did you mean 'assigned'?"],
    ['provisioning: { mappings: fivetrn }', "got 'fivetrn'; did you mean 'fivetran'?"],
    ['roles: { standard: nobody }', "account_reviewer, destination_creator; got 'nobody'"],
  ])('fails on %s with the word that is closest, if any is', (line, end) => {
    const fabrikam = configComplaints({ 'tenants/fabrikam.yaml': `${FABRIKAM}${line}\n` });

    expect(fabrikam).toEqual([expect.stringContaining(end)]);
  });

  test('fails on an assignment to neither a group nor a user, and names the key that was meant, or the keys of both', () => {
    const assigned = (entry: string) =>
      configComplaints({
        'tenants/contoso.yaml': CONTOSO.replace(/^assignments:\n(?: .*\n)*/m, `assignments: [${entry}]\n`),
      });

    expect(assigned('{ usr: ann@contoso.example, role: account_reviewer }')).toEqual([
      expect.stringContaining('assignments[0].user: is missing'),
      expect.stringContaining("assignments[0].usr: is not a known key; did you mean 'user'?"),
    ]);
    expect(assigned('{ team: Finance, role: account_reviewer }')).toContainEqual(
      expect.stringContaining(
        'assignments[0].team: is not a known key; a map has the keys group, role, was, or user, role, was',
      ),
    );
  });

  test('fails on a control character, and shows its number instead of sending it to the terminal', () => {
    const name = CONTOSO.replace(/^displayName: .*$/m, 'displayName: "Con\\etoso"');

    expect(configComplaints({ 'tenants/contoso.yaml': name })).toEqual([
      expect.stringMatching(/displayName: must not contain control characters; got 'Con\\u001btoso'$/),
    ]);
  });

  test('fails on an empty file, and says that it is empty', () => {
    expect(
      configComplaints({
        'platform.yaml': '',
        'defaults.yaml': '# nothing yet',
        'tenants/contoso.yaml': `${CONTOSO}include: ../shared.yaml\n`,
        'shared.yaml': '\n',
      }),
    ).toEqual([
      expect.stringMatching(
        /^defaults.yaml is empty; it must be a map of keys to values; known are entraTenantId, displayName, /,
      ),
      expect.stringMatching(/^platform.yaml is empty; it must be a map of keys to values; known are name, /),
      expect.stringMatching(/^shared.yaml is empty; it must be a map of keys to values; known are /),
    ]);
  });
});

/** Keys of the map that a schema describes. For a union, keys of all its maps. */
function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  const { innerType, options = [] } = schema.def as { innerType?: z.ZodType; options?: z.ZodType[] };
  return [...(innerType ? [innerType] : []), ...options].flatMap(keysOf);
}
