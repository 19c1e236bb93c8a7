/** Origin of the authority that issues tokens, by cloud. */
export const AUTHORITIES = {
  public: 'https://login.microsoftonline.com',
  usgovernment: 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
} as const;

/**
 * Origin in the issuer of the tokens, by cloud. In China, it is not the authority that issues them, but both answer
 * under either name (metadata of the Microsoft Authentication Library).
 */
export const ISSUERS = {
  ...AUTHORITIES,
  china: 'https://login.partner.microsoftonline.cn',
} as const;
