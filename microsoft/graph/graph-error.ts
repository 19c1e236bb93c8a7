import { remedyFor } from './remedy';

/** What Graph answered instead of what was asked for. Holds nothing of what was sent. */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  /** Method and path, for example `GET /servicePrincipals/…`. */
  readonly request: string;

  /** HTTP status. 0 when there was no answer. */
  readonly status: number;

  /** Graph's own code, for example `Authorization_RequestDenied`. */
  readonly code: string;

  /** Graph's own words. */
  readonly reason: string;

  /** What Microsoft's support asks for. */
  readonly requestId: string | undefined;

  constructor(request: string, status: number, answer: GraphAnswer) {
    const { code, message, requestId } = answer;
    const words = [`answered ${status || 'nothing'}`, code && `(${code})`].filter(Boolean).join(' ');
    const remedy = remedyFor(request, status, code);
    super(
      [
        `Graph: ${request} ${words}: ${message}`,
        ...(requestId === undefined ? [] : [`[request-id ${requestId}]`]),
        ...(remedy === undefined ? [] : [`– ${remedy}`]),
      ].join(' '),
    );
    this.request = request;
    this.status = status;
    this.code = code;
    this.reason = message;
    this.requestId = requestId;
  }
}

export interface GraphAnswer {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
}

/** Reads what Graph, or something on the way to it, says about a failure. */
export function readGraphAnswer(text: string, headers: Headers): GraphAnswer {
  const header = headers.get('request-id') ?? undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string; innerError?: object } };
    const inner = error?.innerError as Record<string, string | undefined> | undefined;
    return {
      code: error?.code ?? '',
      message: error?.message || 'no message',
      requestId: inner?.['request-id'] ?? inner?.['requestId'] ?? header,
    };
  } catch {
    return { code: '', message: 'the answer is not from Graph', requestId: header };
  }
}
