import type { AttributeDefinition, DirectoryDefinition, ObjectDefinition } from './synchronization-schema';

/** Attributes that refer to other objects, and the types of objects to which they refer. */
const REFERENCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['manager', ['User']],
  ['members', ['User', 'Group']],
]);

/** Attributes that count as multi-valued if a mapping names the whole attribute. */
const MULTIVALUED = ['entitlements', 'members', 'roles'];

/**
 * Returns the directory definition, extended with every attribute for which the given object type has a mapping. Graph
 * accepts a mapping only if the target directory lists the attribute under exactly the same name. For example, `roles`
 * does not cover `roles[primary eq "True"].value`.
 */
export function withTargets(
  directory: DirectoryDefinition,
  objectName: string,
  targets: readonly string[],
): DirectoryDefinition {
  return {
    ...directory,
    objects: directory.objects.map((object) =>
      object.name === objectName ? withAttributes(object, targets, directory.objects) : object,
    ),
  };
}

function withAttributes(
  object: ObjectDefinition,
  targets: readonly string[],
  objects: readonly ObjectDefinition[],
): ObjectDefinition {
  const known = new Set(object.attributes.map(({ name }) => name));
  const missing = targets.filter((target) => !known.has(target));
  return { ...object, attributes: [...object.attributes, ...missing.map((name) => definition(name, objects))] };
}

function definition(name: string, objects: readonly ObjectDefinition[]): AttributeDefinition {
  const word = name.slice(name.lastIndexOf(':') + 1);
  const references = REFERENCES.get(word);
  return {
    anchor: false,
    caseExact: false,
    defaultValue: null,
    flowNullValues: false,
    multivalued: MULTIVALUED.includes(word),
    mutability: 'ReadWrite',
    name,
    required: false,
    type: references ? 'Reference' : word === 'active' ? 'Boolean' : 'String',
    apiExpressions: [],
    metadata: [],
    referencedObjects: objects
      .filter((object) => references?.some((type) => object.name === type || object.name.endsWith(`:${type}`)))
      .map((object) => ({ referencedObjectName: object.name, referencedProperty: 'id' })),
  };
}
