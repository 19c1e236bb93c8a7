import { z } from 'zod';

/** `tag-rules.ts` checks that names are allowed and differ from each other, and that there are not too many. */
export const tagOptions = z
  .record(
    z.string(),
    z
      .string('must be text; put quotes around numbers, true and false')
      .max(256, 'must have at most 256 characters')
      .describe('Value of this tag.'),
    'must map the names of tags to text',
  )
  .default({})
  .describe('Tags of every Azure resource that takes them: `{ CostCenter: "4711" }`. At most 15. Default: none.');
