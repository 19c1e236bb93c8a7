/**
 * Audience of the tokens that Entra accepts in place of a client secret (federated identity credential). It differs
 * between clouds. Source: Microsoft Learn, "Configure an application to trust a managed identity".
 *
 * @param authority origin that issues tokens, such as `https://login.microsoftonline.com`.
 */
export function tokenExchangeAudience(authority: string): string {
  return AUDIENCES[new URL(authority).host] ?? 'api://AzureADTokenExchange';
}

const CHINA = 'api://AzureADTokenExchangeChina';

const AUDIENCES: Readonly<Record<string, string>> = {
  'login.microsoftonline.us': 'api://AzureADTokenExchangeUSGov',
  'login.partner.microsoftonline.cn': CHINA,
  'login.chinacloudapi.cn': CHINA,
};
