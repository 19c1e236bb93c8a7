import type { DemoTenant } from './demo-tenant';

/** The addresses and keys that someone needs to try out the service. */
export interface Doors extends Pick<DemoTenant, 'readToken' | 'token' | 'trial'> {
  /** SCIM base URL of the service. */
  readonly url: string;

  /** The admin API and its key. Undefined if people sign in with Entra. */
  readonly admin: { readonly url: string; readonly key: string } | undefined;

  /** Link that signs a person in to the console. Undefined if there is no console, or if people sign in with Entra. */
  readonly consoleLink: string | undefined;

  /** A link to the portal, or the reason why there is none. */
  readonly portalLink: string;
}

/** The text that the service prints for someone who tries it out. It is the only place where the tokens are shown. */
export function welcome({ url, token, readToken, trial, admin, consoleLink, portalLink }: Doors): string {
  const lines = [
    `  SCIM     ${url}   (of the tenant 'demo')`,
    ...(consoleLink === undefined ? [] : [`  Console  ${consoleLink}   (works once; the session lasts eight hours)`]),
    `  Portal   ${portalLink}   (of the tenant '${trial}'; works once, within a day)`,
    '',
    '  Paste these lines into another shell, for the commands of docs/. The tokens are new at each start.',
    '',
    `export URL=${url} TOKEN=${token} READ_TOKEN=${readToken}`,
    ...(admin === undefined ? [] : [`export ADMIN_URL=${admin.url} ADMIN_TOKEN=${admin.key}`]),
    '',
    '  Try      curl -H "Authorization: Bearer $TOKEN" $URL/Users',
  ];
  return `\n${lines.join('\n')}\n`;
}
