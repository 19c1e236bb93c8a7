import type { PlannedChange } from '../../../review/plan/terraform-plan';
import { type PlanReview, reviewPlan } from '../../../review/plan-review';
import { checkPolicy } from '../../../review/policy/check-policy';
import { DEFAULT_POLICY } from '../../../review/policy/policy';
import { escapeMarkdown } from '../../../review/report/escape-markdown';
import { renderMarkdown } from '../../../review/report/markdown';
import { change, planOf, realPlan } from '../../support/plan-document';
import { assigned, REVIEWER, STEWARD } from '../../support/tenant-plan';

const COMMENT_MAX = 65_536;

function markdown(...plans: readonly PlanReview[]): string {
  return renderMarkdown({ plans, results: plans.flatMap((plan) => checkPolicy(plan, DEFAULT_POLICY, [])) });
}

function planWith(name: string, ...changes: readonly PlannedChange[]): PlanReview {
  return reviewPlan(name, `${name}.json`, planOf(changes));
}

const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const losing = (count: number) => times(count, (index) => assigned(`Losing-${index}`, REVIEWER.id, null));
const gaining = (count: number) => times(count, (index) => assigned(`Gaining-${index}`, null, STEWARD.id));
const forgotten = (count: number) =>
  times(count, (index) => assigned(`Forgotten-${index}`, REVIEWER.id, null, { actions: ['forget'] }));

describe('renderMarkdown', () => {
  test('tells first, in a line per plan, what happens, the worst plan before the others', () => {
    const comment = markdown(
      planWith('fabrikam', ...gaining(1)),
      planWith('adatum'),
      reviewPlan('contoso', 'contoso.json', realPlan('remove-assignment')),
    );

    expect(comment.split('\n').slice(0, 6)).toEqual([
      '<!-- entra-scim plan review -->',
      '## Plan review: destructive',
      '',
      '- **contoso** (destructive): 1 group loses account\\_reviewer (Finance; members not known)',
      `- **fabrikam** (routine): 1 group gains ${STEWARD.id} (Gaining-0)`,
      '- 1 plan without changes',
    ]);
    expect(comment).toContain('- **CL001 broken**, contoso: the class needs a label');
  });

  test('folds the details of each plan, with reason and what Entra does next', () => {
    const comment = markdown(reviewPlan('contoso', 'contoso.json', realPlan('remove-assignment')));

    expect(comment).toMatch(
      /<details><summary><b>contoso<\/b>, Contoso workspace<\/summary>\n\n\*\*destructive: An assignment is destroyed\.\*\* Who holds .* \*At the next cycle, .*\*\n\n- Finance \(group, members not known\) loses account\\_reviewer/,
    );
    expect(comment).not.toContain('Left out');
  });

  test('leaves out routine details first, keeps all that is worse, and says how much it left out', () => {
    const comment = markdown(planWith('contoso', ...losing(300), ...forgotten(20), ...gaining(500)));

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment.match(/- Losing-\d+ \(group, members not known\)/g)).toHaveLength(300);
    expect(comment.match(/- Forgotten-\d+ \(group\)/g)).toHaveLength(20);
    expect(comment.match(/- Gaining-\d+ \(group\)/g)).toHaveLength(5);
    expect(comment).toContain('- … and 495 more');
    expect(comment).toContain('**Left out**, because a comment holds 65,536 characters: 495 routine changes.');
  });

  test('tells the details of as many plans as fit, not of all or none', () => {
    const plans = times(120, (index) => planWith(`tenant-${index}`, ...forgotten(6)));

    const comment = markdown(...plans);

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment.length).toBeGreaterThan(0.95 * COMMENT_MAX);
    const [, left = '0'] = /Left out.*: (\d+) risky changes\./.exec(comment) ?? [];
    expect(comment.match(/- Forgotten-\d+ \(group\)/g)).toHaveLength(120 * 6 - Number(left));
  });

  test('tells how many there are even of the worst when there are too many', () => {
    const comment = markdown(planWith('contoso', ...losing(5000), ...forgotten(5000)));

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment).toContain('5,000 groups lose');
    expect(comment).toMatch(/Left out.*: 4,\d{3} destructive changes, \d,\d{3} risky changes\./);
  });

  test('fits whatever the number of plans, with the worst of them told', () => {
    const plans = times(3000, (index) =>
      planWith(`tenant-with-a-long-name-${index}`, ...(index % 2 ? losing(4) : gaining(4))),
    );

    const comment = markdown(...plans);

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment).toContain('- **tenant-with-a-long-name-1** (destructive): 4 groups lose');
    expect(comment).toMatch(/- and [\d,]+ plans with less weight/);
    expect(comment).toMatch(/Left out.*: 6,000 destructive changes, 6,000 routine changes\./);
  });

  test('fits texts that are as long as an attacker likes', () => {
    const long = 'x'.repeat(100_000);

    const comment = markdown(
      planWith('contoso', change('azuread_application.app', { notes: 'a' }, { notes: long })),
      planWith(long),
    );

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment).toContain('notes: a → xxxx');
  });

  test('makes no link, mention, tag or reference of a name', () => {
    const comment = markdown(
      planWith(
        'contoso',
        assigned('<img src=x>@acme/owners #1 https://evil.example www.evil.example `a` *b*', REVIEWER.id, null),
      ),
    );

    expect(comment).toContain(
      '&#60;img src=x&#62;&#64;acme/owners &#35;1 https&#58;//evil.example www&#46;evil.example \\`a\\` \\*b\\*',
    );
    expect(comment).not.toMatch(/<img|@acme|#1\b(?!;)|https:\/\/evil/);
  });
});

test('escapeMarkdown leaves plain words alone', () => {
  expect(escapeMarkdown('Finance & Legal (group) loses reader')).toBe('Finance &#38; Legal (group) loses reader');
});
