/** Microsoft's clouds. Each has its own directories. */
export type EntraCloud = keyof typeof NON_GALLERY_TEMPLATE_IDS;

/**
 * Ids of the template that the Entra admin center uses for "Create your own application". Each cloud has a different
 * id.
 */
export const NON_GALLERY_TEMPLATE_IDS = {
  public: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  usgovernment: '4602d0b4-76bb-404b-bca9-2652e1a39c6d',
  china: '5a532e38-1581-4918-9658-008dc27c1d68',
} as const;
