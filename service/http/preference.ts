import type { Request } from 'express';

/**
 * The part of a changed resource that the client prefers to see in the answer (RFC 7240 §4.2). Undefined if the client
 * has no preference.
 */
export function preferenceOf(req: Request): 'minimal' | 'representation' | undefined {
  const [, preference] =
    /(?:^|[,;\s])return\s*=\s*"?(minimal|representation)\b/i.exec(String(req.headers['prefer'] ?? '')) ?? [];
  return preference?.toLowerCase() as 'minimal' | 'representation' | undefined;
}
