import * as review from '../../../programs/review';
import { compile, exampleModule, Library, run } from '../../support/library';
import { realPlanFile } from '../../support/plan-document';

const library = new Library('programs/review/index.ts');
const MODULES = { 'entra-scim/review': review };

describe('entra-scim/review', () => {
  const text = exampleModule([library.examples.get('') ?? ''], MODULES);

  test('shows an example that compiles', () => {
    expect(compile(new Map([['review', text]]), { 'entra-scim/review': 'programs/review/index.ts' })).toEqual([]);
  });

  test('says who loses access through a plan, and that the policy is broken', () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);

    run(text.replaceAll("'plan.json'", `'${realPlanFile('remove-assignment')}'`), MODULES);
    const { exitCode } = process;
    write.mockRestore();
    process.exitCode = 0;

    expect(written.join('')).toMatch(/loses/);
    expect(exitCode).toBe(3);
  });
});
