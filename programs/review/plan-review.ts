import { type AccessChange, accessChanges } from './access/access-change';
import { accessLosers, holdersIn, ledgersOf } from './access/ledger';
import type { AssignedPrincipal } from './access/principal';
import { type Drift, driftOf } from './findings/drift';
import { explainChanges, rank } from './findings/explain-changes';
import { explainPlan } from './findings/explain-plan';
import { Disclosure } from './masking/disclosure';
import { type ChangeClass, worst } from './meaning/consequence';
import type { Finding } from './meaning/finding';
import { changeSetHash } from './plan/change-set-hash';
import { Plan } from './plan/plan';
import type { TerraformPlan } from './plan/terraform-plan';
import { ALLOW_LIST, CONSEQUENCES, type Kind } from './resources/resources';
import { tenantRemoval } from './resources/tenant';

/** The review of one plan. It contains none of the plan's secrets. */
export interface PlanReview {
  /** Name of the stack or tenant that the plan is for. */
  readonly name: string;

  /** File from which the plan was read. */
  readonly file: string;

  /** Worst class of the plan's changes. Undefined when nothing changes. */
  readonly class: ChangeClass | undefined;

  /** Name of the application in Entra. Undefined for a plan without an application. */
  readonly application: string | undefined;

  /** Directory (tenant) id of the Entra tenant. */
  readonly directoryId: string | undefined;

  /**
   * Changes to role assignments. Empty if the plan removes the whole tenant, because Entra disables nobody in that
   * case.
   */
  readonly access: readonly AccessChange[];

  /** Role holders who will have no role after the plan is applied. */
  readonly losers: readonly AssignedPrincipal[];

  /** Number of users and groups that hold a role before the plan is applied. */
  readonly holders: number;

  /** The effects of the plan, the worst first. */
  readonly findings: readonly Finding<Kind>[];

  /** Changes made outside Terraform. */
  readonly drift: readonly Drift[];

  /** Resources that are destroyed or replaced. */
  readonly destroyed: readonly { readonly address: string; readonly type: string }[];

  /**
   * SHA-256 hash, in hex, of the plan's changes. Secrets are masked before hashing. Plans that make the same changes
   * have the same hash.
   */
  readonly changeSetHash: string;
}

/**
 * Reviews one plan.
 *
 * @param name name of the stack or tenant that the plan is for.
 */
export function reviewPlan(name: string, file: string, document: TerraformPlan): PlanReview {
  const disclosure = new Disclosure(document, ALLOW_LIST);
  const plan = new Plan(document, disclosure);
  const removal = tenantRemoval(plan);
  const changes = removal ? plan.changes.filter((change) => !removal.changes.includes(change)) : plan.changes;
  const access = accessChanges(changes, plan);
  const findings = [
    ...(removal ? [removal.finding] : []),
    ...explainPlan(plan),
    ...explainChanges(changes, access, plan),
  ].toSorted((a, b) => rank(a) - rank(b));
  return {
    name,
    file,
    class: worst(findings.map(({ kind }) => CONSEQUENCES[kind].class)),
    application: applicationOf(plan),
    directoryId: plan.directory.named ?? plan.directory.signedIn,
    access,
    losers: removal ? [] : accessLosers(plan),
    holders: holdersIn(ledgersOf(plan.changes, plan).before).size,
    findings,
    drift: driftOf(plan),
    destroyed: plan.changes
      .filter(({ action }) => action === 'delete' || action === 'replace')
      .map(({ address, type }) => ({ address, type })),
    changeSetHash: changeSetHash(document, plan.directory, disclosure),
  };
}

/** Returns only the `changeSetHash` of a plan. */
export function planHash(document: TerraformPlan): string {
  const disclosure = new Disclosure(document, ALLOW_LIST);
  return changeSetHash(document, new Plan(document, disclosure).directory, disclosure);
}

function applicationOf({ changes }: Plan): string | undefined {
  const application = changes.find(({ type }) => type === 'azuread_application');
  return application?.after.text('display_name') ?? application?.before.text('display_name');
}
