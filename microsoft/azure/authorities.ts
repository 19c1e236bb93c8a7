/** Origin of the authority that issues tokens, by cloud. */
export const AUTHORITIES = {
  public: 'https://login.microsoftonline.com',
  usgovernment: 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
} as const;
