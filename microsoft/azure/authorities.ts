/** Origin that tokens come from, by cloud. */
export const AUTHORITIES = {
  public: 'https://login.microsoftonline.com',
  usgovernment: 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
} as const;
