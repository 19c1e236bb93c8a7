import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../../../microsoft/clock';
import { applyMappings, type DeclaredMappings, SchemaError, unreadExpressions } from '../schema/apply-mappings';
import { type MappingDifference, mappingDifferences } from '../schema/mapping-differences';
import type { AttributeMappingSource, SynchronizationSchema } from '../schema/synchronization-schema';

import type { SynchronizationJob } from './synchronization-job';
import { waitUntil } from './wait';

/**
 * Writes the mapping table into the job's schema, if the schema does not contain the table yet. Returns a description
 * of the changes.
 */
export async function applyTable(job: SynchronizationJob, declared: DeclaredMappings, clock: Clock): Promise<string> {
  const schema = await job.schema();
  const wanted = applyMappings(schema, declared, await readExpressions(job, schema, declared));
  if (isDeepStrictEqual(wanted, schema)) return 'already as declared';

  const changes = mappingDifferences(schema, declared);
  await job.replaceSchema(wanted);
  await waitUntil(
    clock,
    'the mappings are as declared',
    async () => mappingDifferences(await job.schema(), declared).length === 0,
  );
  return [`changed, so Entra evaluates everybody again in the next cycle:`, ...changes.map(describe)].join('\n  ');
}

async function readExpressions(
  job: SynchronizationJob,
  schema: SynchronizationSchema,
  declared: DeclaredMappings,
): Promise<Map<string, AttributeMappingSource>> {
  const read = new Map<string, AttributeMappingSource>();
  for (const expression of unreadExpressions(schema, declared)) {
    const source = await job.readExpression(expression);
    if (!source) throw new SchemaError(`Entra cannot parse the expression '${expression}'; correct it in the mappings`);
    read.set(expression, source);
  }
  return read;
}

function describe({ type, target, declared, found }: MappingDifference): string {
  const what = target === undefined ? type : `${type} ${target}`;
  if (found === undefined) return `+ ${what} = ${declared ?? ''}`;
  if (declared === undefined) return `- ${what}`;
  return `~ ${what} = ${declared} (was ${found})`;
}
