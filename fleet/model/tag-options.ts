import { z } from 'zod';

/** Key Vault allows 15 tags on a secret, and Azure DNS 15 on a zone; other resources may have 50. */
const MOST = 15;

/** `tag-rules.ts` checks that names are allowed and differ from each other. */
export const tagOptions = z
  .record(
    z.string(),
    z
      .string('must be text; put quotes around numbers, true and false')
      .max(256, 'must have at most 256 characters')
      .describe('Value of this tag.'),
    'must map the names of tags to texts',
  )
  .refine(
    (tags) => Object.keys(tags).length <= MOST,
    `must be at most ${MOST} tags, which is all that Key Vault allows`,
  )
  .default({})
  .describe('Tags of every Azure resource that takes them: `{ CostCenter: "4711" }`. At most 15. Default: none.');
