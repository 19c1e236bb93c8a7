import { z } from 'zod';

import { UsageError } from '../../command-line/usage-error';

/** The admin API of a service. */
export class AdminApi {
  readonly #url: string;
  readonly #token: () => Promise<string>;

  /** @param url of the admin API: `https://scim.example.com/admin/v1`. */
  constructor(url: string, token: () => Promise<string>) {
    this.#url = url;
    this.#token = token;
  }

  /** Asks one question. @throws {UsageError} when it cannot be asked, or is refused. */
  async ask<Answer extends z.ZodType>(
    path: string,
    answer: Answer,
    query: Readonly<Record<string, number | string | undefined>> = {},
    method = 'GET',
  ): Promise<z.output<Answer>> {
    const url = new URL(`${this.#url}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${await this.#token()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new UsageError(
        `${url.origin} cannot be reached: ${String((error as Error).cause ?? error)}; check ADMIN_URL`,
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer.parse(body);
    const { detail } = z.object({ detail: z.string() }).catch({ detail: 'is this the admin API?' }).parse(body);
    throw new UsageError(`${url.origin}${url.pathname} answered ${response.status}: ${detail}`);
  }
}
