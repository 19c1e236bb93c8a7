/**
 * Headers for every response. They prevent caching, interpretation as another media type, and the use of plain HTTP.
 *
 * @param publicUrl URL at which clients reach the service. If the URL uses HTTPS, browsers are told to use only HTTPS
 * (RFC 6797).
 */
export function safeHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` } : {}),
  };
}

const YEAR_SECONDS = 31_536_000;
