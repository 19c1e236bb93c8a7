/**
 * Headers of every answer: who looks at people's data through a cache, another media type or plain HTTP is not to see any.
 *
 * @param publicUrl URL under which clients reach the service. Over https it is never to be reached otherwise (RFC 6797).
 */
export function safeHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` } : {}),
  };
}

const YEAR_SECONDS = 31_536_000;
