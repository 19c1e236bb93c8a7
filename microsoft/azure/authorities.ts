/** Origin of the authority that issues tokens, by cloud. */
export const AUTHORITIES = {
  public: 'https://login.microsoftonline.com',
  usgovernment: 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
} as const;

/**
 * Origin of the issuer URL in tokens, by cloud. In China, this origin differs from the authority's origin, but the two
 * are aliases of each other (metadata of the Microsoft Authentication Library).
 */
export const ISSUERS = {
  ...AUTHORITIES,
  china: 'https://login.partner.microsoftonline.cn',
} as const;
