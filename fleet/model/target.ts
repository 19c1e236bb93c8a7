import { z } from 'zod';

import { httpsUrlFlaw } from './https-url';
import { name } from './name';

/** Names that Terraform does not allow for a variable. */
const RESERVED_VARIABLES = ['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals'];

const externalTarget = z
  .strictObject({
    tenantUrl: name('the SCIM base URL')
      .superRefine((url, context) => {
        const flaw = tenantUrlFlaw(url);
        if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
      })
      .describe('SCIM base URL of the endpoint, with https and without a trailing slash. Must not contain a secret.'),
    tokenVariable: name('the Terraform variable that holds the token')
      .regex(/^[a-z][a-z0-9_]*$/, 'must be a Terraform variable name: lower-case letters, digits and underscores')
      .refine(
        (variable) => !RESERVED_VARIABLES.includes(variable),
        `must not be a name that Terraform reserves: ${RESERVED_VARIABLES.join(', ')}`,
      )
      .refine(
        (variable) => !/^(?=.*\d)[a-z0-9]{20,}$/.test(variable),
        'must be the name of a variable, not the token: this value is synthesized and appears in plans',
      )
      .describe(
        'Name of the Terraform variable that holds the token: `fabrikam_scim_token` is read from ' +
          '`TF_VAR_fabrikam_scim_token` when the stack is deployed.',
      ),
  })
  .describe('An external SCIM endpoint. Only the Entra side is created.');

export const targetSchema = z
  .union(
    [z.literal('companion').describe('The SCIM service of this project.'), externalTarget],
    'must be companion, or an external endpoint',
  )
  .default('companion')
  .describe('Where Entra provisions to.');

/** The reason why Entra could not use a tenant URL. Undefined if Entra can use it. */
function tenantUrlFlaw(text: string): string | undefined {
  const flaw = httpsUrlFlaw(text, {
    because: 'Entra provisions over TLS only',
    example: 'https://scim.example.com/v2',
    instead: 'use tokenVariable',
  });
  if (flaw !== undefined) return flaw;
  return new URL(text).pathname.endsWith('/')
    ? 'must have a path that ends without a slash, because Entra appends /Users'
    : undefined;
}
