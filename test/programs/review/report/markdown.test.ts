import fc from 'fast-check';

import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { type PlanReview, reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { COMMENT_MAX } from '../../../../programs/review/report/comment';
import { renderMarkdown } from '../../../../programs/review/report/markdown';
import { change, lookedUp, looksUp, planOf, realPlan } from '../../../support/plan-document';
import { linked, rendered, seen } from '../../../support/rendered';
import { application, assigned, REVIEWER, role, step, STEWARD } from '../../../support/tenant-plan';

const ROLES = { app_role: [role(REVIEWER), role(STEWARD)] };

function markdown(plans: readonly PlanReview[], labels: readonly string[] = [], max = COMMENT_MAX): string {
  return renderMarkdown({ plans, results: plans.flatMap((plan) => checkPolicy(plan, DEFAULT_POLICY, labels)) }, max);
}

function planWith(name: string, ...changes: readonly PlannedChange[]): PlanReview {
  return reviewPlan(name, `${name}.json`, planOf([application(ROLES, ROLES), ...changes]));
}

/** The text of the alert box at the top, and its kind. */
function box(...plans: readonly PlanReview[]): string {
  return seen(rendered(rendered(markdown(plans))('blockquote').html() ?? ''));
}

/** The cells of the first table, row by row. */
function table(...plans: readonly PlanReview[]): string[][] {
  const $ = rendered(markdown(plans));
  const rows = $('table').first().find('tbody tr').toArray();
  return rows.map((row) =>
    $(row)
      .find('td')
      .toArray()
      .map((cell) => $(cell).text()),
  );
}

const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const loses = (name: string) => assigned(name, REVIEWER.id, null);
const gains = (name: string) => assigned(name, null, STEWARD.id);
const forgotten = (name: string) => assigned(name, REVIEWER.id, null, { actions: ['forget'] });
const losing = (count: number) => times(count, (index) => loses(`Losing-${index}`));
const gaining = (count: number) => times(count, (index) => gains(`Gaining-${index}`));

describe('the box', () => {
  test('says in one sentence who loses and who gains, and what Entra does to them and when', () => {
    expect(box(planWith('contoso', loses('Finance'), loses('Legal'), gains('Stewards')))).toBe(
      '[!CAUTION] 2 groups lose access (Finance, Legal; members not known); 1 group gains a role (Stewards). ' +
        'At the next cycle, within 40 minutes, Entra disables everybody who is left without a role. Assigning them again restores them.',
    );
  });

  test('says how many people lose access, as far as the plans show it', () => {
    const finance = looksUp('data.azuread_group.finance', {
      object_id: 'object-id-of-Finance',
      display_name: 'Finance',
      members: times(300, (index) => `member-${index}`),
    });
    const plan = planOf([application(ROLES, ROLES), loses('Finance')], lookedUp(finance));

    expect(box(reviewPlan('contoso', 'contoso.json', plan))).toContain('1 group loses access (Finance; 300 members)');
  });

  test('adds up the losses of all stacks, and names the stacks', () => {
    const few = [planWith('contoso', loses('Finance')), planWith('adatum', loses('Legal')), planWith('fabrikam')];
    const many = times(60, (index) => planWith(`tenant-${index}`, loses('Finance')));

    expect(box(...few)).toContain('2 groups lose access in contoso, adatum (Finance, Legal; members not known).');
    expect(box(...many)).toContain('60 groups lose access in 60 stacks (Finance; members not known).');
  });

  test('distinguishes keeping another role from moving to another one', () => {
    const other = { ...assigned('Finance', STEWARD.id, STEWARD.id), address: 'azuread_app_role_assignment.by-hand' };

    expect(box(planWith('contoso', loses('Finance'), other))).toContain(
      '1 group loses a role and keeps another (Finance; members not known).',
    );
    expect(
      box(planWith('contoso', assigned('Finance', REVIEWER.id, STEWARD.id, { actions: ['create', 'delete'] }))),
    ).toContain('1 group goes to another role (Finance)');
  });

  test('says that nobody gains or loses access only if no other change can cost anybody access', () => {
    const rotates = step({}, { tokenGeneration: 3 });
    const moves = step({}, { tenantUrl: 'https://new.example/scim' });

    expect(box(planWith('contoso'))).toBe('[!NOTE] Nobody gains or loses access.');
    expect(box(planWith('contoso', rotates))).toBe('[!NOTE] Nobody gains or loses access.');
    expect(box(planWith('contoso', gains('Stewards')))).toMatch(/^\[!NOTE\] Nobody loses access; 1 group gains a role/);
    expect(box(planWith('contoso', moves))).toMatch(
      /^\[!WARNING\] No assignment ends\. But this is risky: the endpoint moves \(to https:\/\/new\.example\/scim\)\. Entra knows/,
    );
    expect(box(planWith('contoso', step({ scope: 'all' }, {})))).toMatch(
      /^\[!CAUTION\] No assignment ends\. But this is destructive: only assigned people stay in scope/,
    );
  });

  test('says who is briefly without access, and does not claim that nobody loses it', () => {
    expect(box(reviewPlan('contoso', 'x.json', realPlan('remove-role')))).toMatch(
      /^\[!WARNING\] 2 groups are without access for a moment \(Data Platform Admins, Finance; .*\)\. A cycle that runs in between disables them; .* Also risky: a role is removed/,
    );
    expect(table(reviewPlan('contoso', 'x.json', realPlan('remove-role')))[0]?.[2]).toMatch(
      /^Data Platform Admins, Finance \(2 groups, .*\), for a moment$/,
    );
  });

  test('says of a removed tenant in one sentence that its accounts stay', () => {
    expect(box(reviewPlan('contoso', 'x.json', realPlan('tenant-removed')))).toMatch(
      /^\[!CAUTION\] The tenant is removed, and nobody is disabled \(Contoso workspace\)\. Accounts in the product stay as they are/,
    );
  });

  test('names a resource whose type it does not know', () => {
    expect(box(planWith('contoso', change('azuread_new_thing.a', { a: 1 }, null)))).toContain('(azuread_new_thing.a)');
  });

  test('admits what it does not understand', () => {
    const unknown = change('azuread_new_thing.a', { a: 1 }, { a: 2 });

    expect(box(planWith('contoso', unknown))).not.toMatch(/Nobody gains or loses access\./);
  });
});

describe('the table', () => {
  test('has a row per stack, the worst first: losses, gains, and other changes', () => {
    expect(
      table(
        planWith('fabrikam', gains('Stewards')),
        planWith('adatum'),
        planWith('contoso', loses('Finance'), step({}, { tokenGeneration: 3 })),
      ),
    ).toEqual([
      ['contoso', '🔴\u00A0destructive', 'Finance (1 group, members not known)', '–', 'the token rotates'],
      ['fabrikam', '🟢\u00A0routine', '–', 'Stewards: data_steward', '–'],
    ]);
    expect(markdown([planWith('contoso', loses('Finance')), planWith('adatum')])).toContain(
      '\n1 stack without changes.\n',
    );
  });

  test('begins with the stack in which most groups lose access', () => {
    const few = planWith('adatum', loses('Finance'));
    const many = planWith('contoso', loses('Finance'), loses('Legal'));

    expect(table(few, many).map(([name]) => name)).toEqual(['contoso', 'adatum']);
  });

  test('has one row for all stacks with the same changes', () => {
    const plans = times(60, (index) => reviewPlan(`tenant-${index}`, 'x.json', realPlan('remove-role')));

    const rows = table(...plans, planWith('contoso', gains('Stewards')));

    expect(rows).toHaveLength(2);
    expect(rows[0]?.[0]).toMatch(/^60 stacks: tenant-0, tenant-1, .*tenant-9 and 50 more$/);
  });

  test('folds the rows after the twentieth', () => {
    const $ = rendered(markdown(times(25, (index) => planWith(`tenant-${index}`, gains(`Group-${index}`)))));

    expect($('table').first().find('tbody tr')).toHaveLength(20);
    expect($('summary').first().text()).toBe('5 more stacks: 5 routine');
  });
});

describe('below the table', () => {
  const worst = planWith('contoso', loses('Finance'), gains('Stewards'), forgotten('Legal'));

  test('one line says which labels are needed, and the next which were given', () => {
    const needed = seen(rendered(markdown([worst])));
    const given = seen(rendered(markdown([worst], ['access-change'])));

    expect(needed).toContain('Labels needed: access-change (contoso)');
    expect(given).not.toContain('Labels needed');
    expect(given).toContain('Allowed by labels: access-change');
  });

  test('names what no label allows, and why', () => {
    const denied = planWith(
      'contoso',
      step({}, {}),
      change('azuread_application_password.a', null, { display_name: 'x' }),
    );

    expect(seen(rendered(markdown([denied])))).toContain(
      'Refused, and no label lets it pass: the application gets credentials, permissions or a wider audience (contoso)',
    );
  });

  test('leaves out a policy that has nothing to say', () => {
    expect(markdown([planWith('contoso', gains('Stewards'))])).not.toMatch(/policy|label/i);
  });

  test('shows only destructive changes unfolded, with what Entra does next; the hashes are folded, last of all', () => {
    const $ = rendered(markdown([worst]));
    const folded = $('details')
      .toArray()
      .map((one) => $(one).text());
    $('details').remove();

    expect(seen($)).toMatch(
      /Destructive An assignment is destroyed\. Everybody who holds .* At the next cycle, within 40 minutes, .* Finance \(group, members not known\) loses account_reviewer azuread_app_role_assignment\.group-finance$/,
    );
    expect(folded[0]).toContain('Legal (group) holds account_reviewer');
    expect(folded[1]).toContain('Stewards (group) gains data_steward');
    expect(folded.at(-1)).toContain(worst.changeSetHash);
    expect(folded).toHaveLength(4);
  });

  test('gives an explanation once, and a change that is the same in many stacks once too', () => {
    const comment = markdown(times(60, (index) => reviewPlan(`tenant-${index}`, 'x.json', realPlan('remove-role'))));

    expect(comment.match(/In this plan nobody holds it/g)).toHaveLength(1);
    expect(comment).toMatch(/- \*\*60 stacks \(tenant-0, .* and 50 more\)\*\*: role data_steward/);
    expect(comment).not.toContain('Left out');
  });
});

describe('what does not fit', () => {
  test('is left out, least important first, and counted, with a hint where to find it', () => {
    const comment = markdown([
      planWith('contoso', ...losing(300), ...times(20, (index) => forgotten(`Forgotten-${index}`)), ...gaining(500)),
    ]);

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment.match(/- Losing-\d+ \(group, members not known\)/g)).toHaveLength(300);
    expect(comment.match(/- Forgotten-\d+ \(group\)/g)).toHaveLength(20);
    const told = comment.match(/- Gaining-\d+ \(group\)/g)?.length ?? 0;
    expect(told).toBeGreaterThan(100);
    expect(comment).toContain(`- … and ${500 - told} more`);
    expect(comment).toMatch(
      new RegExp(String.raw`Left out\*\* .*: ${500 - told} routine changes.* The summary of the run has more room`),
    );
  });

  test.each([
    ['100 stacks', times(100, (index) => planWith(`tenant-${index}`, ...losing(4), ...gaining(4)))],
    [
      '100 stacks of other groups each',
      times(100, (index) => planWith(`tenant-${index}`, ...times(8, (group) => loses(`Group-${index}-${group}`)))),
    ],
    ['3,000 stacks', times(3000, (index) => planWith(`tenant-${index}`, loses(`Group-${index}`)))],
    ['5,000 changes of a stack', [planWith('contoso', ...losing(5000))]],
  ])('leaves no room unused: %s', (_, plans) => {
    const comment = markdown(plans);

    expect(comment.length).toBeLessThanOrEqual(COMMENT_MAX);
    if (comment.includes('Left out')) expect(comment.length).toBeGreaterThan(0.95 * COMMENT_MAX);
    expect(comment).toMatch(/> \*\*[\d,]+ groups lose access/);
  });

  test('says how many stacks it leaves out', () => {
    const comment = markdown(times(3000, (index) => planWith(`tenant-${index}`, loses(`Group-${index}`))));

    const [, left = '0'] = /([\d,]+) more stacks, left out here: [\d,]+ destructive\./.exec(comment) ?? [];
    const $ = rendered(comment);
    expect($('table').slice(0, 2).find('tbody tr')).toHaveLength(3000 - Number(left.replace(',', '')));
    expect(comment).toMatch(/\*\*Left out\*\* .*: 2,\d{3} destructive changes/);
  });

  test('stays within the length asked for, however long the names are', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('*@<|`[ax ')), minLength: 1, maxLength: 400 });

    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 20_000, max: 70_000 }),
        (names, max) => {
          const plans = names.map((each, index) =>
            planWith(
              `${index}${each}`,
              loses(each),
              gains(`${each}.`),
              step({}, { tenantUrl: `https://new.example/${each}` }),
            ),
          );
          expect(markdown(plans, [], max).length).toBeLessThanOrEqual(max);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('is shortened where one change alone is too long', () => {
    const many = Object.fromEntries(times(300, (index) => [`app_settings_${index}`, 'x'.repeat(400)]));

    const comment = markdown([
      planWith('contoso', change('azuread_application.other', { notes: 'a', ...many }, { notes: 'x'.repeat(100_000) })),
    ]);

    expect(comment.length).toBeLessThan(COMMENT_MAX);
    expect(comment).toContain('notes: a → xxxx');
  });
});

test('a name notifies nobody and is not markup, wherever it occurs', () => {
  const names = ['@acme/security-team please approve', '#1 | acme/repo#1', '- [ ] ann@contoso.example', '<img src=x>'];
  const plain = rendered(
    markdown([planWith('plan', ...names.flatMap((_, index) => [loses(`A${index}`), gains(`B${index}`)]))]),
  );
  const odd = rendered(
    markdown([planWith('acme/repo#1', ...names.flatMap((name) => [loses(name), gains(`${name}.`)]))]),
  );

  const elements = ($: typeof odd) =>
    $('*')
      .toArray()
      .flatMap((element) => $(element).prop('tagName')?.toLowerCase() ?? [])
      .filter((name) => name !== 'code');
  expect(linked(odd)).toEqual([]);
  expect(elements(odd)).toEqual(elements(plain));
  for (const name of names) expect(seen(odd)).toContain(name);
});
