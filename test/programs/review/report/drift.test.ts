import { stripVTControlCharacters } from 'node:util';

import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { renderMarkdown } from '../../../../programs/review/report/markdown';
import { renderText } from '../../../../programs/review/report/text';
import { planOf } from '../../../support/plan-document';
import { application, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

const ONE = { app_role: [role(STEWARD)] };
const TWO = { app_role: [role(REVIEWER), role(STEWARD)] };

function reviewOf(...resource_drift: readonly PlannedChange[]) {
  return { plans: [reviewPlan('contoso', 'contoso.json', planOf([], { resource_drift }))], results: [] };
}

const changed = (after: JsonObject) => application(TWO, { ...TWO, ...after });

describe.each([
  ['text', (...drift: readonly PlannedChange[]) => stripVTControlCharacters(renderText(reviewOf(...drift)))],
  ['markdown', (...drift: readonly PlannedChange[]) => renderMarkdown(reviewOf(...drift)).replaceAll('\\', '')],
])('drift in %s', (_, render) => {
  test.each([
    ['a role was removed', application(TWO, ONE), 'risky: A role is removed: role account_reviewer'],
    ['a role was added', application(ONE, TWO), 'routine: A role is created: role account_reviewer'],
    [
      'the application got a password',
      changed({ password: [{ key_id: '1' }] }),
      'risky: The application gets a password, a certificate or the like: application Contoso workspace',
    ],
  ])('says that %s', (_what, drift, told) => {
    expect(render(drift)).toContain(`- ${told}`);
  });

  test('names attributes that differ but are not shown', () => {
    expect(render(changed({ tags: ['x'] }))).toContain('tags: not shown');
  });
});

test('a comment about drift alone does not say that there are no changes', () => {
  expect(renderMarkdown(reviewOf(application(TWO, ONE)))).toContain('## Plan review: nothing but drift\n');
  expect(renderMarkdown(reviewOf())).toContain('## Plan review: no changes\n');
});
