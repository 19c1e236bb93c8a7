import { note, print } from '../../command-line/caller';
import { example, program } from '../../command-line/program';
import { readEnvironment } from '../../command-line/variables';
import { portalLinkSchema } from '../../service/admin/schemas';
import { readAdminApi } from '../history/admin-api';
import { localTime } from '../history/time';

/** `entra-scim portal-link`. */
export const portalLink = program('entra-scim portal-link', (command, caller) => {
  command
    .description(
      'Prints a link to the portal, the page on which the admin of an account sets up provisioning. The link works once, ' +
        'within five minutes; the session lasts an hour. Hand it to that person alone. Asks the admin API at ADMIN_URL as operator, ' +
        'with the token ADMIN_TOKEN or, if that is not set, signed in as for `entra-scim sync`. ' +
        'Exit code 0: done; 2: the arguments or the environment are wrong, or there is no such tenant.',
    )
    .argument('<tenant>', 'slug of the tenant')
    .option('--subject <id>', 'id of the person in the product, which history shows (default: yours)')
    .addHelpText(...example('entra-scim portal-link contoso --subject user-4711'))
    .action(async (tenant: string, { subject }: { readonly subject?: string }) => {
      const api = readEnvironment(caller.env, (variables) => {
        const found = readAdminApi(variables);
        if (!found && variables.text('ADMIN_URL') === undefined)
          variables.complain('ADMIN_URL is not set; set the URL of the admin API (https://…/admin/v1)');
        return found;
      });
      const path = `/tenants/${encodeURIComponent(tenant)}/portal-links`;
      const link = await api?.ask(path, portalLinkSchema, { subject }, 'POST');
      if (!link) return;
      print(caller, link.url);
      note(caller, `works once, until ${localTime(new Date(link.expiresAt))}`);
    });
});
