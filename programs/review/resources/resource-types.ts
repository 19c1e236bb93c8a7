import { AZURE_TYPES } from './azure-types';
import { DIRECTORY_TYPES } from './directory-types';
import { ENTRA_TYPES } from './entra-types';
import type { ResourceType } from './resource-type';

/** A step that Terraform runs. Its input is explained only where it turns out to be that of a synchronization. */
const STEP: ResourceType = {
  noun: 'step',
  shown: [],
  read: ['input', 'triggers_replace'],
  destroyed: 'repeated',
  replaced: 'repeated',
};

const TYPES: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({ ...ENTRA_TYPES, ...DIRECTORY_TYPES, ...AZURE_TYPES, terraform_data: STEP }),
);

const READABLE = new Map(
  [...TYPES].map(([type, { shown, read = [] }]) => [type, new Set<string>([...shown, ...read])] as const),
);

/** What is known about a type. Undefined for one that none of our stacks has. */
export function resourceType(type: string): ResourceType | undefined {
  return TYPES.get(type);
}

/** Whether an attribute is on the allow-list of a type. */
export function isReadable(type: string, path: string): boolean {
  return READABLE.get(type)?.has(path) ?? false;
}

/** Words in the names of types that give rights, and providers whose resources can be anything of the directory. */
const RIGHTS =
  /^(azuread|azapi|msgraph)_|(^|_)(access|admin|administrator|consent|grant|iam|member|members|membership|permission|permissions|pim|privileged|rbac|role|roles)(_|$)/;

/** Whether a type that is not known is likely to be about rights, by its name. */
export function soundsLikeRights(type: string): boolean {
  return RIGHTS.test(type);
}
