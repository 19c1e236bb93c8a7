import type { Disclosure } from '../masking/disclosure';
import { holdsTrue } from '../masking/reveal';

import { evenOutAt } from './even-out';
import { same } from './same';
import { Side } from './side';
import { isObject, type Json, type PlannedChange } from './terraform-plan';
import { untoldPaths } from './untold-paths';

export type Action = 'create' | 'delete' | 'forget' | 'none' | 'read' | 'replace' | 'update';

/** An attribute that may be shown, with its old and new values. */
export interface AttributeChange {
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

/** The change that a plan makes to one resource, as far as the change may be shown. */
export class Change {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: 'data' | 'managed';
  readonly action: Action;

  /** For a replacement, whether Terraform creates the new resource before it destroys the old one. */
  readonly createsFirst: boolean;

  /**
   * Whether a replacement leaves the old resource in place. In this case, Terraform only stops managing the old
   * resource.
   */
  readonly forgetsOld: boolean;

  /** Attributes that force a replacement. */
  readonly forcedBy: readonly string[];

  /** The reason why Terraform destroys or replaces the resource. Undefined if the reason is an attribute. */
  readonly because: string | undefined;

  /** Whether Terraform starts to manage a resource that already exists. */
  readonly adopts: boolean;

  /** Import id of the resource. Undefined if the resource is not imported, or if the id is not known yet. */
  readonly importId: string | undefined;

  /** Previous address of the resource. Undefined if it keeps its address. */
  readonly movedFrom: string | undefined;

  /** Whether this is the old object that was left behind by a replacement that failed halfway. */
  readonly isLeftOver: boolean;

  readonly before: Side;
  readonly after: Side;

  readonly #planned: PlannedChange;
  readonly #disclosure: Disclosure;

  constructor(planned: PlannedChange, disclosure: Disclosure) {
    const { address, previous_address: previous, type, name, mode, deposed, change } = planned;
    const { before, after, before_sensitive, after_sensitive, after_unknown } = change;

    this.address = disclosure.show(deposed === undefined ? address : `${address} (left over: ${deposed})`);
    this.type = disclosure.show(type);
    this.name = disclosure.show(name);
    this.mode = mode;
    this.action = actionOf(change.actions);
    this.createsFirst = change.actions[0] === 'create';
    this.forgetsOld = change.actions[1] === 'forget';
    this.forcedBy = (change.replace_paths ?? []).map((path) => disclosure.show(renderPath(path)));
    this.because = REASONS[planned.action_reason ?? ''];
    this.adopts = change.importing !== undefined;
    this.importId = change.importing?.id === undefined ? undefined : disclosure.show(change.importing.id);
    this.movedFrom = previous === undefined ? undefined : disclosure.show(previous);
    this.isLeftOver = deposed !== undefined;
    this.before = new Side(type, { value: before, sensitive: before_sensitive }, disclosure);
    this.after = new Side(type, { value: after, sensitive: after_sensitive, unknown: after_unknown }, disclosure);
    this.#planned = planned;
    this.#disclosure = disclosure;
  }

  /** A copy of the change, in which the values at these paths stay as they were before. */
  without(paths: readonly string[]): Change {
    const { before, after = null } = this.#planned.change;
    const left = paths.reduce((rest, path) => evenOutAt(before, rest, path.split('.')), after);
    return new Change({ ...this.#planned, change: { ...this.#planned.change, after: left } }, this.#disclosure);
  }

  /** Whether the values at a path differ. A value that is not known yet counts as different. */
  differs(path: string): boolean {
    return this.after.isUnknown(path) || !same(this.before.raw(path), this.after.raw(path));
  }

  /** The attributes that differ and that may be shown. */
  attributes(): AttributeChange[] {
    return (this.#disclosure.allowed(this.type)?.shown ?? [])
      .filter((path) => this.differs(path))
      .map((name) => ({ name, before: shown(this.before.values(name)), after: shown(this.after.values(name)) }));
  }

  /**
   * Paths of the attributes that differ, except those in `told`. Attributes whose values must not be shown are
   * included.
   *
   * @param told paths of the attributes that the review has already explained.
   */
  untold(told: readonly string[]): string[] {
    const { before, after, after_unknown: unknown } = this.#planned.change;
    const paths = untoldPaths({ before, after, unknown }, new Set(told));
    return paths.map((path) => this.#disclosure.show(path)).sort();
  }

  /** Names of all attributes that differ. They include attributes whose values must not be shown. */
  changedNames(): string[] {
    const { before, after, after_unknown: unknown } = this.#planned.change;
    const [old, next] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    const keys = new Set([
      ...Object.keys(old),
      ...Object.keys(next),
      ...(isObject(unknown) ? Object.keys(unknown) : []),
    ]);
    return [...keys]
      .filter((key) => (isObject(unknown) && holdsTrue(unknown[key])) || !same(old[key], next[key]))
      .map((key) => this.#disclosure.show(key))
      .sort();
  }
}

function actionOf(actions: readonly string[]): Action {
  if (actions.length === 2) return 'replace';
  switch (actions[0]) {
    case 'create':
    case 'delete':
    case 'forget':
    case 'read':
    case 'update':
      return actions[0];
    default:
      return 'none';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: 'it is no longer in the configuration',
  delete_because_no_module: 'its module is no longer in the configuration',
  delete_because_count_index: 'the configuration asks for fewer instances',
  delete_because_each_key: 'the configuration no longer contains this instance',
  delete_because_wrong_repetition: 'the configuration uses count or for_each in another way',
  replace_because_tainted: 'an earlier deployment of it failed half-way',
  replace_by_request: 'the plan was made with -replace',
  replace_by_triggers: 'a resource in its replace_triggered_by changes',
};

/**
 * Formats a path without block numbers: `template.container.image` for `template[0].container[0].image`.
 */
function renderPath(path: readonly (number | string)[]): string {
  return path.filter((step) => typeof step === 'string').join('.');
}

/** Returns a single value unchanged, several values as a list, and null for no value. */
function shown(values: readonly Json[]): Json {
  return values.length > 1 ? values : (values[0] ?? null);
}
