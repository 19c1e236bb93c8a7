import { randomUUID } from 'node:crypto';

/**
 * Sends the request with which Entra tests a connection. Returns what is wrong with the answer. Undefined if it is
 * valid.
 */
export async function probeScim(tenantUrl: string, token: string): Promise<string | undefined> {
  if (!URL.canParse(tenantUrl)) return 'no tenant URL is stored';
  const [base = '', flag] = tenantUrl.split('?', 2);
  const filter = `filter=userName+eq+%22${randomUUID()}%22`;
  try {
    const answer = await fetch(`${base}/Users?${[filter, flag].filter(Boolean).join('&')}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    if (answer.status !== 200) return `HTTP/1.1 ${answer.status} ${answer.statusText} ${text}`.trim();
    const { totalResults } = JSON.parse(text) as { totalResults?: unknown };
    return typeof totalResults === 'number' ? undefined : 'the answer is not a list response';
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}
