/** Ids of the tokens of the demo tenant, which has no file, no stack and no account in the portal. */
export const DEMO_TOKENS = { provisioning: 'demo', reader: 'demo-reader-1' } as const;

export function isDemoToken(id: string): boolean {
  return id === DEMO_TOKENS.provisioning || id === DEMO_TOKENS.reader;
}
