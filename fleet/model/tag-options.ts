import { z } from 'zod';

/** Schema of the tags of Azure resources. `tag-rules.ts` checks the names of the tags, and how many there are. */
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
  .describe('Tags of every Azure resource that supports tags: `{ CostCenter: "4711" }`. At most 15. Default: none.');
