/** Members that the sync step does not use. The sync step sends these members back to Graph unchanged. */
interface Kept {
  readonly [member: string]: unknown;
}

/** The schema of a synchronization job as Graph returns it: rules, and the attributes of the two directories. */
export interface SynchronizationSchema extends Kept {
  readonly synchronizationRules: readonly SynchronizationRule[];
  readonly directories: readonly DirectoryDefinition[];
}

export interface SynchronizationRule extends Kept {
  readonly targetDirectoryName: string;
  readonly objectMappings: readonly ObjectMapping[];
}

/** The rules for creating one type of object from another, for example a SCIM user from an Entra user. */
export interface ObjectMapping extends Kept {
  readonly enabled: boolean;
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly scope?: Scope | null;
  readonly attributeMappings: readonly GraphAttributeMapping[];
}

export interface GraphAttributeMapping extends Kept {
  readonly targetAttributeName: string;

  /** Null for a constant. The value of a constant is in `defaultValue`. */
  readonly source: AttributeMappingSource | null;
  readonly defaultValue?: string | null;

  /** Rank among the matching attributes. 0 if the attribute is not used for matching. */
  readonly matchingPriority: number;
  readonly flowType: string;
}

/** An expression as a tree. The keys of a function's parameters are the argument names that Graph uses. */
export interface AttributeMappingSource extends Kept {
  readonly type: 'Attribute' | 'Constant' | 'Function';
  readonly name: string;
  readonly expression: string;
  readonly parameters: readonly { readonly key: string; readonly value: AttributeMappingSource }[];
}

/** The scoping filters of an object type. An object is in scope if, in at least one group, all clauses are true. */
export interface Scope extends Kept {
  readonly groups?: readonly ScopeGroup[] | null;
}

export interface ScopeGroup extends Kept {
  readonly name: string;
  readonly clauses: readonly ScopeClause[];
}

export interface ScopeClause extends Kept {
  readonly sourceOperandName: string;
  readonly operatorName: string;
  readonly targetOperand?: { readonly values: readonly string[] } | null;
}

export interface DirectoryDefinition extends Kept {
  readonly name: string;
  readonly objects: readonly ObjectDefinition[];
}

export interface ObjectDefinition extends Kept {
  readonly name: string;
  readonly attributes: readonly AttributeDefinition[];
}

export interface AttributeDefinition extends Kept {
  readonly name: string;
}
