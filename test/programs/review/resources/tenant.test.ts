import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { headline } from '../../../../programs/review/report/headline';
import { renderMarkdown } from '../../../../programs/review/report/markdown';
import { renderText } from '../../../../programs/review/report/text';
import { change, planOf, realPlan } from '../../../support/plan-document';
import { application, assigned, REVIEWER, role, step } from '../../../support/tenant-plan';

const kinds = (...changes: readonly PlannedChange[]) =>
  reviewPlan('contoso', 'contoso.json', planOf(changes)).findings.map(({ kind }) => kind);

describe('a tenant that is removed as a whole', () => {
  const review = reviewPlan('contoso', 'contoso.json', realPlan('tenant-removed'));

  test('is reported in one sentence for a real plan: nobody is disabled, and accounts stay active', () => {
    expect(review.findings).toMatchObject([
      {
        kind: 'tenant-removed',
        what: 'application Contoso workspace with its provisioning job',
        attributes: [{ name: 'assigned until now', before: ['Reviewers', 'Data Analysts', 'Data Platform Admins'] }],
      },
      { kind: 'outputs-changed' },
    ]);
    expect(review).toMatchObject({ class: 'destructive', access: [], losers: [], drift: [] });
    expect(headline(review)).toBe('the tenant is removed, and nobody is disabled (Contoso workspace); 1 other change');
  });

  test('is nowhere said to disable anybody', () => {
    const whole = { plans: [review], results: [] };

    for (const text of [renderText(whole), renderMarkdown(whole)]) {
      expect(text).toContain('nobody is disabled');
      expect(text).not.toMatch(/Entra disables|within 40 minutes|loses access/);
    }
  });

  test('needs its labels', () => {
    expect(checkPolicy(review, DEFAULT_POLICY, []).map(({ rule }) => rule)).toEqual(['ID001', 'CL001']);
  });
});

const app = { app_role: [role(REVIEWER)] };
const all = {
  app: application(app, null),
  job: change('azuread_synchronization_job.job', { enabled: true }, null),
  finance: assigned('Finance', REVIEWER.id, null),
  sync: step({}, null),
};

describe('a tenant that is removed in part', () => {
  test('is not removed as a whole: each change counts by itself', () => {
    expect(kinds(...Object.values(all))).toEqual(['tenant-removed']);

    const { app: gone, job, finance, sync } = all;
    const stays = assigned('Legal', REVIEWER.id, REVIEWER.id);
    const running = change('azuread_synchronization_job.job', { enabled: true }, { enabled: true });
    for (const changes of [
      [gone, job, finance],
      [gone, finance, sync],
      [job, finance, sync],
      [gone, running, finance, sync],
      [gone, job, sync, finance, stays],
    ]) {
      expect(kinds(...changes)).toContain('assignment-destroyed');
    }
  });

  test('is reported beside the other changes of the plan', () => {
    const vault = change('azurerm_key_vault.x', { name: 'x' }, null);

    expect(kinds(...Object.values(all), vault)).toEqual(['tenant-removed', 'vault-destroyed']);
  });
});
