import { reviewComment } from '../../pipeline/comment';
import { COMMENT_MARK } from '../../review/report/markdown';

const DEFERRED = [{ stack: 'tenant-contoso', outcome: 'deferred', reason: 'Error: no such secret' }] as const;

test('bears the mark by which it is found again, also when nothing is concerned', () => {
  const comment = reviewComment(undefined, { deferred: [], failed: [] });

  expect(comment).toBe(`${COMMENT_MARK}\n## Plan review: no stack is concerned\n`);
});

test('fits in a comment, and says how many details it leaves out', () => {
  const details = Array.from(
    { length: 39 },
    (_, index) => `<details><summary>${index}</summary>${'x'.repeat(1635)}</details>`,
  );
  const review = [COMMENT_MARK, '## Plan review: routine', ...details].join('\n');

  const comment = reviewComment(review, { deferred: DEFERRED, failed: [] });

  expect(review.length).toBeLessThan(65_536);
  expect(`${review}${reviewComment(undefined, { deferred: DEFERRED, failed: [] })}`.length).toBeGreaterThan(65_536);
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment.split('\n')[0]).toBe(COMMENT_MARK);
  expect(comment).toContain('Error: no such secret');
  expect(comment).toMatch(/\*\*Left out:\*\* the details of \d plans/);
  expect(comment.split('<details>').length).toBe(comment.split('</details>').length);
});
