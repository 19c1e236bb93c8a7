/** Details of a failed request, from which the advice to the operator is derived. */
export interface Failure {
  /** Method and path, for example `GET /servicePrincipals/…`. */
  readonly request: string;

  /** HTTP status. 0 if there was no response. */
  readonly status: number;

  /** Microsoft's error code, for example `Authorization_RequestDenied`. Empty if there is none. */
  readonly code: string;
}

interface Words {
  /** Name of the service. */
  readonly service: string;

  /** Microsoft's message, or the reason why there was no response. */
  readonly reason: string;

  /** Id of the request. Microsoft's support asks for this id. */
  readonly requestId: string | undefined;

  /** What the operator can do about the failure. */
  readonly remedy: string | undefined;
}

/**
 * Thrown if one of Microsoft's services refuses a request or fails. The error contains none of the data that was sent.
 */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly headers: Headers;

  constructor({ request, status, code }: Failure, { service, reason, requestId, remedy }: Words, headers: Headers) {
    super(
      [
        `${service}: ${request} answered ${status || 'nothing'}${code && ` (${code})`}: ${reason}`,
        ...(requestId === undefined ? [] : [`[request-id ${requestId}]`]),
        ...(remedy === undefined ? [] : [`– ${remedy}`]),
      ].join(' '),
    );
    this.status = status;
    this.headers = headers;
  }
}

/** The body of an error response. A response without this body comes from a proxy rather than from the service. */
interface Refusal {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly innerError?: Readonly<Record<string, string | undefined>>;
  };
}

export function readFailure(service: string, body: unknown, headers: Headers) {
  const { error } = (body ?? {}) as Refusal;
  const inner = error?.innerError;
  return {
    code: error?.code ?? '',
    reason: body === undefined ? `the answer is not from ${service}` : error?.message || 'no message',
    requestId:
      inner?.['request-id'] ??
      inner?.['requestId'] ??
      headers.get('request-id') ??
      headers.get('x-ms-request-id') ??
      undefined,
  };
}
