import { isObject } from './terraform-plan';

/** The members of Terraform's plan JSON that a review reads, with their types. Any of them may be missing. */
const SHAPES: readonly [path: string, shape: 'list' | 'object'][] = [
  ['resource_changes', 'list'],
  ['resource_drift', 'list'],
  ['deferred_changes', 'list'],
  ['action_invocations', 'list'],
  ['deferred_action_invocations', 'list'],
  ['checks', 'list'],
  ['variables', 'object'],
  ['output_changes', 'object'],
  ['planned_values', 'object'],
  ['planned_values.outputs', 'object'],
  ['planned_values.root_module', 'object'],
  ['planned_values.root_module.resources', 'list'],
  ['planned_values.root_module.child_modules', 'list'],
  ['prior_state', 'object'],
  ['prior_state.values', 'object'],
  ['prior_state.values.outputs', 'object'],
  ['prior_state.values.root_module', 'object'],
  ['prior_state.values.root_module.resources', 'list'],
  ['prior_state.values.root_module.child_modules', 'list'],
  ['configuration', 'object'],
  ['configuration.provider_config', 'object'],
  ['configuration.root_module', 'object'],
  ['configuration.root_module.resources', 'list'],
  ['configuration.root_module.variables', 'object'],
  ['configuration.root_module.module_calls', 'object'],
];

/** Every combination of actions that Terraform reports for a resource. */
const ACTIONS: readonly string[] = [
  'no-op',
  'create',
  'read',
  'update',
  'delete',
  'forget',
  'delete,create',
  'create,delete',
  'create,forget',
];

/**
 * Describes how a plan's JSON differs from what Terraform writes. Undefined if everything that a review reads can be
 * understood.
 */
export function shapeFlaw(document: Readonly<Record<string, unknown>>): string | undefined {
  for (const [path, shape] of SHAPES) {
    const value = valueAt(document, path);
    if (value === undefined) continue;
    if (shape === 'object' && !isObject(value)) return `'${path}' is not an object`;
    if (shape === 'list' && !(Array.isArray(value) && value.every(isObject)))
      return `'${path}' is not a list of objects`;
  }
  for (const [list, flawOf, member] of HAPPENINGS) {
    const entries = (document[list] ?? []) as readonly Readonly<Record<string, unknown>>[];
    for (const [index, entry] of entries.entries()) {
      const flaw = flawOf(member === undefined ? entry : entry[member]);
      if (flaw !== undefined) return `'${list}[${index}]' ${flaw}`;
    }
  }
  return undefined;
}

/**
 * The lists of changes and actions in a plan's JSON, and a check for the entries of each list. In some lists, an entry
 * only wraps a change. For these lists, the third element is the name of the member that contains the change.
 */
const HAPPENINGS: readonly [list: string, flawOf: (entry: unknown) => string | undefined, member?: string][] = [
  ['resource_changes', changeFlaw],
  ['resource_drift', changeFlaw],
  ['deferred_changes', changeFlaw, 'resource_change'],
  ['action_invocations', actionFlaw],
  ['deferred_action_invocations', actionFlaw, 'action_invocation'],
];

function actionFlaw(entry: unknown): string | undefined {
  return isObject(entry) && typeof entry['address'] === 'string' ? undefined : 'names no address';
}

function valueAt(document: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), document);
}

/** Checks one change. A change that cannot be read must never be ignored silently. */
function changeFlaw(entry: unknown): string | undefined {
  const unnamed = 'names no address, type or actions';
  if (!isObject(entry) || typeof entry['address'] !== 'string' || typeof entry['type'] !== 'string') return unnamed;
  const change = entry['change'];
  if (!isObject(change) || !Array.isArray(change['actions'])) return unnamed;
  const actions = change['actions'].join(',');
  return ACTIONS.includes(actions)
    ? undefined
    : `has actions that this review does not know: '${actions.slice(0, 40)}'`;
}
