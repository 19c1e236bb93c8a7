import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';

import { synthPlatform } from '../../support/platform';
import { takes } from '../../support/provider-schemas';
import type { Block } from '../../support/synth';

/** A platform with every kind of resource. */
const WIDE = `
registry: { username: puller }
service: { customDomain: { host: scim.acme.example, dnsZone: { name: acme.example, resourceGroup: dns } } }
vault: { privateEndpoint: {} }
database: { restores: [{ at: "2026-11-02T10:30:00Z" }], elasticCluster: {}, use: cluster }
`;
const TAGS = { CostCenter: '4711', env: 'prod' };

const resourcesOf = (lines: string): [address: string, type: string, block: Block][] =>
  Object.entries(synthPlatform(lines).platform.json.resource ?? {}).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]): [string, string, Block] => [`${type}.${name}`, type, block]),
  );

describe('tags of a platform', () => {
  const resources = resourcesOf(`${WIDE}tags: ${JSON.stringify(TAGS)}`);

  test('are on every resource that takes them, and on no other', () => {
    const tagged = resources.filter(([, , block]) => block['tags'] !== undefined).map(([address]) => address);
    const taking = resources.filter(([, type]) => takes(type, 'tags')).map(([address]) => address);

    expect(taking.length).toBeGreaterThan(25);
    expect(tagged).toEqual(taking);
    for (const [, , block] of resources) expect(block['tags'] ?? TAGS).toEqual(TAGS);
  });

  test('are on the cluster, which a template creates', () => {
    const { platform } = synthPlatform(`${WIDE}tags: ${JSON.stringify(TAGS)}`);
    const { template_content: template } = platform.only(ResourceGroupTemplateDeployment);

    expect(JSON.parse(template as string)).toMatchObject({ resources: [{ tags: TAGS }] });
  });

  test('are nowhere when there are none', () => {
    expect(JSON.stringify(resourcesOf(WIDE))).not.toContain('tags');
  });
});
