import { commentOf, emptyReview, notesOf } from '../../../programs/pipeline/comment';
import { COMMENT_MARK } from '../../../programs/review/report/comment';
import { rendered, seen } from '../../support/rendered';

const DEFERRED = [{ stack: 'tenant-contoso', outcome: 'deferred', reason: 'Error: no such secret' }] as const;
const REVIEW = `${COMMENT_MARK}\n## Plan review: routine\n`;

test('carries the mark by which it is found again, even when nothing is affected', () => {
  const comment = commentOf(emptyReview(false), notesOf({ deferred: [], failed: [] }, { labels: [] }));

  expect(comment).toBe(`${COMMENT_MARK}\n## Plan review: no stack is affected\n`);
});

test('says above the review what is not planned, and below it which commit it is about', () => {
  const notes = notesOf({ deferred: DEFERRED, failed: [] }, { commit: '5061629', labels: ['access-change', '@acme'] });

  const comment = commentOf(REVIEW, notes);

  expect(comment.split('\n')[0]).toBe(COMMENT_MARK);
  expect(seen(rendered(comment))).toMatch(
    /^Not planned yet, .*: tenant-contoso.* Error: no such secret Plan review: routine Of commit 5061629\. Labels: access-change, @acme\.$/,
  );
  expect(comment).toContain('`@acme`');
});

test('leaves most of the room to the review, however many stacks are not planned', () => {
  const failed = Array.from({ length: 3000 }, (_, index) => ({
    stack: `tenant-with-a-long-name-${index}`,
    outcome: 'failed' as const,
    reason: 'Error: '.repeat(1000),
  }));

  const { above } = notesOf({ deferred: [], failed }, { labels: [] });

  expect(above.length).toBeLessThan(15_000);
  expect(above).toContain('tenant-with-a-long-name-99 and 2,900 more');
  expect(above).toContain('… and 2990 more; see the log of the run.');
});
