import type { SynchronizationSchema } from '../../../programs/sync/schema/synchronization-schema';

import { GraphRefusal } from './graph-refusal';

/** Throws if a job could not run with the schema. */
export function refuseSchema({ synchronizationRules, directories }: SynchronizationSchema): void {
  for (const rule of synchronizationRules) {
    const target = directories.find(({ name }) => name === rule.targetDirectoryName);
    for (const { targetObjectName, attributeMappings } of rule.objectMappings) {
      const object = target?.objects.find(({ name }) => name === targetObjectName);
      const known = new Set(object?.attributes.map(({ name }) => name));
      if (!known.has('id')) throw invalid(`'${targetObjectName}' has no attribute 'id' to anchor objects by`);
      const undeclared = attributeMappings.find(({ targetAttributeName }) => !known.has(targetAttributeName));
      if (undeclared) {
        throw invalid(`'${targetObjectName}' has no attribute '${undeclared.targetAttributeName}', which is mapped`);
      }
      if (!attributeMappings.some(({ matchingPriority }) => matchingPriority > 0)) {
        throw invalid(`'${targetObjectName}' has no attribute to match by`);
      }
    }
  }
}

function invalid(message: string): GraphRefusal {
  return new GraphRefusal(400, 'InvalidSynchronizationSchema', message);
}
