import type { JsonObject } from './json';
import { sent, withoutValues, withValues } from './sent-value';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * Error types that a client can act on, as spelled in RFC 7644 §3.12 and RFC 9865 §2.1. There is no `expiredCursor`,
 * because cursors do not expire.
 */
export type ScimType =
  | 'invalidCount'
  | 'invalidCursor'
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

/**
 * A failure that the client can do something about. Its detail appears in Entra's provisioning log, where the admin of
 * the tenant reads it.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly #detail: string;

  /**
   * @param detail the message, in which {@link sent} has marked each value from the client. Logs leave out these
   * values.
   */
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(withValues(detail));
    this.status = status;
    this.scimType = scimType;
    this.#detail = detail;
  }

  /** The detail for logs, in which each value from the client is replaced by `…`. */
  get detailWithoutValues(): string {
    return withoutValues(this.#detail);
  }

  /** Returns the same error with `text` in front of its detail. */
  after(text: string): ScimError {
    return new ScimError(this.status, `${text}${this.#detail}`, this.scimType);
  }

  static badRequest(scimType: ScimType, detail: string): ScimError {
    return new ScimError(400, detail, scimType);
  }

  static notFound(resource: string, id: string): ScimError {
    return new ScimError(404, `${resource} '${sent(id)}' does not exist`);
  }

  static taken(resource: string, attribute: string, value: string): ScimError {
    const remedy = 'let Entra match by this attribute, or remove the other one';
    return new ScimError(
      409,
      `a ${resource} with ${attribute} '${sent(value)}' already exists; ${remedy}`,
      'uniqueness',
    );
  }

  /** The response body (RFC 7644 §3.12). `status` is a string, as the RFC requires. */
  toJSON(): JsonObject {
    return {
      schemas: [ERROR_SCHEMA],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.message,
    };
  }
}
