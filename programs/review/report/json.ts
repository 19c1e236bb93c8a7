import type { Finding } from '../meaning/finding';
import type { PlanReview } from '../plan-review';
import { CONSEQUENCES, type Kind } from '../resources/resources';
import { keepsPolicy, type Review, worstClass } from '../review';

import { headline } from './headline';

/**
 * A review as JSON, for programs. `formatVersion` follows the same rule as Terraform's format version: a new minor
 * version only adds members, and a new major version may change existing members.
 */
export function renderJson(review: Review): string {
  const document = {
    formatVersion: '1.0',
    class: worstClass(review) ?? null,
    policy: { kept: keepsPolicy(review), results: review.results },
    plans: review.plans.map(planDocument),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function planDocument(plan: PlanReview) {
  const { name, file, application = null, directoryId = null, changeSetHash, access, losers, findings, drift } = plan;
  return {
    name,
    file,
    class: plan.class ?? null,
    headline: headline(plan),
    application,
    directoryId,
    changeSetHash,
    access: access.map(({ kind, principal, before, after, address }) => ({
      kind,
      principal: { kind: principal.kind, name: principal.name, members: principal.members ?? null },
      before: before ?? null,
      after: after ?? null,
      address,
    })),
    losers: losers.map((loser) => ({ kind: loser.kind, name: loser.name, members: loser.members ?? null })),
    findings: findings.map(findingDocument),
    drift: drift.map(({ finding, apply }) => ({ ...findingDocument(finding), apply })),
  };
}

function findingDocument({ kind, address, what, because, attributes = [], unshown = [] }: Finding<Kind>) {
  return { ...CONSEQUENCES[kind], kind, what, address, because: because ?? null, attributes, unshown };
}
