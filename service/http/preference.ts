import type { Request } from 'express';

/**
 * The client's preference for how much of a changed resource the answer shows (RFC 7240 §4.2). Undefined without a
 * preference.
 */
export function preferenceOf(req: Request): 'minimal' | 'representation' | undefined {
  const [, preference] =
    /(?:^|[,;\s])return\s*=\s*"?(minimal|representation)\b/i.exec(String(req.headers['prefer'] ?? '')) ?? [];
  return preference?.toLowerCase() as 'minimal' | 'representation' | undefined;
}
