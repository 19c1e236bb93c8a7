import type { Request } from 'express';

/** How much of a changed resource a client wants to see (RFC 7240 §4.2). Undefined when it does not say. */
export function preferenceOf(req: Request): 'minimal' | 'representation' | undefined {
  const [, preference] =
    /(?:^|[,;\s])return\s*=\s*"?(minimal|representation)\b/i.exec(String(req.headers['prefer'] ?? '')) ?? [];
  return preference?.toLowerCase() as 'minimal' | 'representation' | undefined;
}
